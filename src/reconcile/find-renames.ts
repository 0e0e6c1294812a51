import type { Diagnostic } from '../model/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import { manifestDiagnostic } from '../model/manifest.ts';
import type { LiveName } from '../model/provider.ts';
import type { RecordedResource } from '../model/record.ts';
import type { DesiredResource, ResourceKey } from '../model/resource.ts';
import { tradeName } from '../model/trade-name.ts';

export interface Renames {
  /** The name that a live resource will have. */
  nameOf(live: LiveName): string;
  readonly diagnostics: readonly Diagnostic[];
}

type Recorded = ReadonlyMap<ResourceKey, RecordedResource> | null;

/**
 * Which live resources the manifests rename. Found before anything is compared, so that everything else already
 * speaks of resources by their declared names. Chains and trades work: a name whose holder is itself renamed counts
 * as free. The record tells a trade that is done from one that is not, and a resource by its id when somebody
 * renamed it by hand.
 */
export function findRenames(
  desired: readonly DesiredResource[],
  names: readonly LiveName[],
  recorded: Recorded,
): Renames {
  const live = lookup(names);
  const pending = desired.flatMap((one) => {
    const from = isCarriedOut(one, recorded) ? undefined : formerOf(one, live, recorded);
    return from === undefined || from.name === one.identity.name ? [] : [{ one, from }];
  });
  const leaving = new Set(pending.map(({ from }) => from));
  const declared = new Set(desired.map(({ key }) => key));
  const renamed = new Map<LiveName, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { one, from } of pending) {
    const holder = live.named(one.key);
    if (holder === undefined || leaving.has(holder)) renamed.set(from, one.identity.name);
    // Once a chain of renames is done, the former name of one is the declared name of another.
    else if (one.formerKey !== null && !declared.has(one.formerKey)) diagnostics.push(bothLive(one));
  }
  for (const [found, name] of renamedByHand(desired, live, recorded)) {
    if (!renamed.has(found)) renamed.set(found, name);
  }
  return { nameOf: (one) => renamed.get(live.same(one)) ?? one.name, diagnostics };
}

interface Lookup {
  /** By kind and name, where there is one only. */
  named(key: ResourceKey): LiveName | undefined;
  withId(kind: string, id: LiveName['id']): LiveName | undefined;
  same(one: LiveName): LiveName;
}

function lookup(names: readonly LiveName[]): Lookup {
  const byName = groupBy(names, ({ kind, name }) => `${kind}/${name}`);
  const byId = new Map(names.map((one) => [`${one.kind} ${one.id}`, one]));
  return {
    named: (key) => byName.get(key)?.[0],
    withId: (kind, id) => byId.get(`${kind} ${id}`),
    same: (one) => byId.get(`${one.kind} ${one.id}`) ?? one,
  };
}

/** The record says that this very rename was done. */
function isCarriedOut({ key, manifest }: DesiredResource, recorded: Recorded): boolean {
  const { renamedFrom } = manifest.metadata;
  return renamedFrom !== undefined && recorded?.get(key)?.renamedFrom === renamedFrom;
}

/** What is to get this name: known by its id, else by its former name, or the one that it has in the middle of a trade. */
function formerOf(one: DesiredResource, live: Lookup, recorded: Recorded): LiveName | undefined {
  if (one.formerKey === null) return undefined;
  const id = recorded?.get(one.formerKey)?.remoteId ?? null;
  const known = typeof id === 'number' ? live.withId(one.identity.kind, id) : undefined;
  const [kind = '', former = ''] = one.formerKey.split('/', 2);
  return known ?? live.named(one.formerKey) ?? live.named(`${kind}/${tradeName(former)}`);
}

/** Its declared name is nobody's, and the id that the record knows has another. */
function* renamedByHand(
  desired: readonly DesiredResource[],
  live: Lookup,
  recorded: Recorded,
): Generator<readonly [LiveName, string]> {
  const declared = new Set(desired.map(({ key }) => key));
  for (const { key, identity, formerKey } of desired) {
    const id = recorded?.get(key)?.remoteId;
    if (formerKey !== null && recorded?.get(key)?.renamedFrom === null) continue;
    if (typeof id !== 'number' || identity.place !== null || live.named(key) !== undefined) continue;
    const found = live.withId(identity.kind, id);
    if (found !== undefined && !declared.has(`${found.kind}/${found.name}`)) yield [found, identity.name];
  }
}

function bothLive({ manifest, identity }: DesiredResource): Diagnostic {
  return manifestDiagnostic(manifest, ['metadata', 'renamedFrom'], {
    code: 'both_names_live',
    message: `both ${String(manifest.metadata.renamedFrom)} and ${identity.name} exist, so that neither can be renamed`,
    hint: 'drop renamedFrom, or remove one of the two',
  });
}
