/**
 * One target as the engine sees it: the kinds of that target, bound to its client. What is Runtime Manager and
 * what is MMC is known to the kinds and to whoever calls this, not here.
 */

import type { FilePart, Goal, StoredFile } from '../model/call.ts';
import type { Alert } from '../model/draft.ts';
import { isWithheld } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { ResourceKindName } from '../model/manifest.ts';
import type { Provider } from '../model/provider.ts';
import type { Redact } from '../model/redacted.ts';
import type { DesiredResource, LiveResource, Settled } from '../model/resource.ts';
import type { TakenTarget, TargetIdentity } from '../model/snapshot.ts';
import type { Kind } from './kind-definition.ts';
import { type Listed, observation } from './observation.ts';
import { kindOf, ofKind, plannerOf, type TargetOptions } from './planner.ts';

export interface ProviderOptions<Api> extends TargetOptions<Api> {
  readonly api: Api;
  readonly alerts: () => Promise<readonly Alert[]>;
  readonly keep: (file: StoredFile) => Promise<FilePart>;
}

/** The provider of a target that is contacted: what it tells can be taken along. */
export interface ConnectedProvider extends Provider, TargetIdentity {
  /** All that a later plan may ask. Reads only. */
  take(desired: readonly DesiredResource[], redact: Redact): Promise<TakenTarget>;
}

export function createProvider<Api>(options: ProviderOptions<Api>): ConnectedProvider {
  const { api, kinds } = options;
  const kindNamed = (name: string): Kind<Api> => kindOf(options, name);
  return {
    ...plannerOf(options),
    known: options.known,
    basePath: options.basePath,
    observe: async (desired) => observation(await listAll(kinds, api, desired)),
    alerts: options.alerts,
    async take(desired, redact) {
      const [alerts, told] = await Promise.all([
        readableAlerts(options.alerts),
        Promise.all(
          kinds.map(async (kind) => {
            return [kind.name, await kind.take(api, ofKind(kind, desired), redact)] as const;
          }),
        ),
      ]);
      return { alerts, kinds: Object.fromEntries(told) };
    },
    keep: options.keep,
    fetch: options.artifacts.fetch,
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

/** Who may not read them may still plan, and be told so. */
async function readableAlerts(read: () => Promise<readonly Alert[]>): Promise<readonly Alert[] | null> {
  try {
    return await read();
  } catch (error) {
    if (isWithheld(error)) return null;
    throw error;
  }
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
    kinds.map(async (kind) => [kind.name, await kind.list(api, ofKind(kind, desired))] as const),
  );
}

function kindOfKey(key: string): ResourceKindName {
  return key.slice(0, key.indexOf('/')) as ResourceKindName;
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
