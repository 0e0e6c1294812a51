import type { Waiting } from '../model/change.ts';
import type { Comparison, DeclaredComparison } from '../model/comparison.ts';
import type { Draft, Drafted, World } from '../model/draft.ts';
import { fact } from '../model/facts.ts';
import { keyOf, type LiveResource } from '../model/resource.ts';
import { tradeName } from '../model/trade-name.ts';
import { draft, drafted, NOTHING, waiting } from './draft.ts';

/**
 * The rename of a server, group or cluster: one PATCH, once the name is free (reference, sections 5 to 7). Where
 * names are traded in a circle, one of them steps aside first, under a name of its own.
 */
export function draftRename(comparison: Comparison, world: World, collection: string): Drafted {
  const { live, desired } = comparison;
  if (desired === null || live === null || comparison.action !== 'update') return NOTHING;
  const { name } = desired.identity;
  if (!isRenamed(comparison)) return NOTHING;
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return drafted({ waiting: waits });
  const rename = (to: string): Draft =>
    draft({
      verb: `rename to ${to}`,
      method: 'PATCH',
      path: `${collection}/${live.id}`,
      body: { type: 'json', value: { name: to } },
      evidence: [{ until: 'named', kind: live.identity.kind, id: live.id, name: to }],
    });
  const drafts = inTrade({ comparison, world, needs, rename, finish: () => rename(name) });
  return drafted({ drafts });
}

/** Not where the name is held: the rest of the resource may change all the same. */
export function isRenamed({ fields }: DeclaredComparison): boolean {
  return fields.some(({ path }) => path === 'metadata.name');
}

export interface Trade {
  readonly comparison: DeclaredComparison;
  readonly world: World;
  readonly needs: readonly string[];
  rename(to: string): Draft;
  /** The last call, which gives the declared name. */
  finish(from: string): Draft;
}

/** One call, or two for the one that steps aside. */
export function inTrade({ comparison, world, needs, rename, finish }: Trade): readonly Draft[] {
  const { live, desired, key } = comparison;
  const frees = [fact.nameFree(formerKey(comparison))];
  const from = live?.liveName ?? desired.identity.name;
  if (!world.remembers || !stepsAside(comparison, world)) return [{ ...finish(from), needs, gives: frees }];
  const aside = tradeName(from);
  return [
    { ...rename(aside), gives: [...frees, fact.step(key, 0)] },
    { ...finish(aside), needs: [...needs, fact.step(key, 0)] },
  ];
}

/** What must happen before this resource can have its name: whoever has it now gives it up. */
export function nameNeeds(
  comparison: DeclaredComparison,
  world: World,
): { readonly needs: readonly string[]; readonly waits: readonly Waiting[] } {
  const { key, desired } = comparison;
  if (holderOf(comparison, world) === undefined) return { needs: [], waits: [] };
  const needed = fact.nameFree(key);
  if (!world.impossible(needed)) return { needs: [needed], waits: [] };
  return { needs: [], waits: [waiting('name_taken', `another ${desired.identity.kind} has that name`)] };
}

/** The live resource that has the name now, if that is another one. */
function holderOf({ desired, live }: DeclaredComparison, world: World): LiveResource | undefined {
  return world
    .live(desired.identity.kind)
    .find((one) => one !== live && one.liveName === desired.identity.name && one.identity.place === null);
}

/** In a circle of names, the one whose key comes first. */
function stepsAside(comparison: DeclaredComparison, world: World): boolean {
  const seen = [comparison.key];
  let at: Comparison | undefined = comparison;
  for (;;) {
    const holder: LiveResource | undefined = at?.desired == null ? undefined : holderOf(at, world);
    if (holder === undefined) return false;
    at = world.comparison(holder.key);
    if (holder.key === comparison.key) return [...seen].sort()[0] === comparison.key;
    if (seen.includes(holder.key)) return false;
    seen.push(holder.key);
  }
}

function formerKey({ desired, live }: DeclaredComparison): string {
  return keyOf({ ...desired.identity, name: live?.liveName ?? desired.identity.name });
}
