/**
 * One target as the engine sees it: the kinds of that target, bound to its client. What is Runtime Manager and
 * what is MMC is known to the kinds and to whoever calls this, not here.
 */

import type { FilePart, Goal, StoredFile, Write } from '../model/call.ts';
import type { Alert } from '../model/draft.ts';
import { MuleteerError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { ResourceKindName } from '../model/manifest.ts';
import type { LiveName, LiveSnapshot, Observation, Provider } from '../model/provider.ts';
import {
  type DesiredResource,
  keyOf,
  type LiveResource,
  type Place,
  type RemoteId,
  type Settled,
} from '../model/resource.ts';
import type { Kind, Names, Rows } from './kind-definition.ts';
import { mapLimited } from './map-limited.ts';

export interface ProviderOptions<Api> {
  readonly target: string;
  readonly title: string;
  readonly estate: string;
  readonly kinds: readonly Kind<Api>[];
  readonly api: Api;
  /** In front of every path that a kind drafts: the context of a console, or nothing. */
  readonly basePath: string;
  readonly alerts: () => Promise<readonly Alert[]>;
  readonly keep: (file: StoredFile) => Promise<FilePart>;
}

/** Archives are hashed side by side, but not so many that a process runs out of open files. */
const FILES_AT_ONCE = 8;

export function createProvider<Api>(options: ProviderOptions<Api>): Provider {
  const { api, kinds, basePath } = options;
  const kindNamed = (name: string): Kind<Api> => {
    const found = kinds.find((kind) => kind.name === name);
    if (found === undefined) throw new MuleteerError('bug', `${options.target} has no kind ${name}`);
    return found;
  };
  return {
    target: options.target,
    title: options.title,
    estate: options.estate,
    kinds: kinds.map((kind) => ({
      name: kind.name,
      fields: kind.declaration.fields,
      losesAlerts: kind.losesAlerts,
      replaces: kind.replaces,
      neverPruned: kind.neverPruned,
      report: kind.report,
    })),
    prepare: (desired) =>
      mapLimited(desired, FILES_AT_ONCE, (one) => kindNamed(one.identity.kind).prepare(one)),
    observe: async (desired) => observation(await listAll(kinds, api, desired)),
    alerts: options.alerts,
    draft(comparison, world) {
      const drafted = kindNamed(comparison.kind).draft(comparison, world);
      const below = <One extends Write>(one: One): One => ({ ...one, path: `${basePath}${one.path}` });
      const drafts = drafted.drafts.map((one) => ({ ...below(one), rollback: one.rollback.map(below) }));
      return { ...drafted, drafts };
    },
    keep: options.keep,
    send: (call, onSent) => kindNamed(kindOfKey(call.key)).send(api, call, onSent),
    async find(keys) {
      const byKey = groupBy(await listLive(kinds, api), ({ key }) => key);
      return new Map(keys.map((key) => [key, (byKey.get(key) ?? []).map(({ id }) => id)]));
    },
    async reread(id, key) {
      const live = await listLive(kinds, api);
      return live.find((one) => one.id === id && one.identity.kind === kindOfKey(key)) ?? null;
    },
    look: (goals) => lookAt(goals, (name, own) => kindNamed(name).look(api, own)),
  };
}

async function listLive<Api>(kinds: readonly Kind<Api>[], api: Api): Promise<readonly LiveResource[]> {
  return observation(await listAll(kinds, api, [])).describe(({ name }) => name).resources;
}

async function listAll<Api>(
  kinds: readonly Kind<Api>[],
  api: Api,
  desired: readonly DesiredResource[],
): Promise<Listed> {
  return Promise.all(
    kinds.map(async (kind) => {
      const own = desired.filter(({ identity }) => identity.kind === kind.name);
      return [kind.name, await kind.list(api, own)] as const;
    }),
  );
}

function kindOfKey(key: string): ResourceKindName {
  return key.slice(0, key.indexOf('/')) as ResourceKindName;
}

type Listed = readonly (readonly [ResourceKindName, Rows])[];

function observation(lists: Listed): Observation {
  const names = lists.flatMap(([kind, { rows }]) =>
    rows.map(({ id, name }): LiveName => ({ kind, id, name })),
  );
  return {
    names,
    describe(nameOf): LiveSnapshot {
      const statuses = new Map<RemoteId, string>();
      const known: Names = { ...namesIn(names, nameOf), serverStatus: (id) => statuses.get(id) };
      const resources = lists.flatMap(([kind, { rows }]) =>
        rows.map((row): LiveResource => {
          const { place, spec, settled, facts } = row.describe(known);
          // Servers are described first, so that the others may ask how they are.
          if (kind === 'Server') statuses.set(row.id, String(facts.status));
          const identity = { kind, name: nameOf({ kind, id: row.id, name: row.name }), place };
          return { identity, key: keyOf(identity), id: row.id, liveName: row.name, spec, settled, facts };
        }),
      );
      return { resources, diagnostics: lists.flatMap(([, { diagnostics }]) => diagnostics) };
    },
  };
}

function namesIn(
  names: readonly LiveName[],
  nameOf: (live: LiveName) => string,
): Omit<Names, 'serverStatus'> {
  const places = new Map<RemoteId, Place>();
  const byKind = new Map<string, string>();
  for (const live of names) {
    const name = nameOf(live);
    byKind.set(`${live.kind} ${live.id}`, name);
    if (live.kind === 'Server' || live.kind === 'ServerGroup' || live.kind === 'Cluster') {
      places.set(live.id, { kind: live.kind, name });
    }
  }
  return {
    nameOf: (kind, id) => byKind.get(`${kind} ${id}`),
    placeOf: (id) => places.get(id),
  };
}

/** Which kind judges a goal. */
function judgeOf(goal: Goal): ResourceKindName {
  switch (goal.until) {
    case 'gone':
    case 'named':
    case 'matches':
      return goal.kind;
    case 'connected':
    case 'member':
      return 'Server';
    case 'deployed':
    case 'asked':
      return 'Application';
  }
}

/** Goals of one kind are looked at together, so that one list serves them all. */
async function lookAt(
  goals: readonly Goal[],
  look: (kind: ResourceKindName, goals: readonly Goal[]) => Promise<readonly Settled[]>,
): Promise<readonly Settled[]> {
  const kinds = [...new Set(goals.map(judgeOf))];
  const answers = new Map<Goal, Settled>();
  await Promise.all(
    kinds.map(async (kind) => {
      const own = goals.filter((goal) => judgeOf(goal) === kind);
      const settled = await look(kind, own);
      for (const [index, goal] of own.entries()) answers.set(goal, settled[index] ?? NOT_JUDGED);
    }),
  );
  return goals.map((goal) => answers.get(goal) ?? NOT_JUDGED);
}

const NOT_JUDGED: Settled = { state: 'pending', message: 'not looked at yet' };
