import type { Comparison } from '../model/comparison.ts';
import type { Drafted, World } from '../model/draft.ts';
import { fact } from '../model/facts.ts';
import type { Waiting } from '../model/plan.ts';
import { keyOf } from '../model/resource.ts';
import { draft, waiting } from './draft.ts';

/** The rename of a server, group or cluster: one PATCH, once the name is free (reference, sections 5 to 7). */
export function draftRename(comparison: Comparison, world: World, collection: string): Drafted {
  const { live, desired } = comparison;
  if (live === null || live.liveName === desired.identity.name) return { drafts: [], waiting: [] };
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return { drafts: [], waiting: waits };
  const rename = draft({
    verb: `rename to ${desired.identity.name}`,
    method: 'PATCH',
    path: `${collection}/${live.id}`,
    body: { type: 'json', value: { name: desired.identity.name } },
    needs,
    gives: [fact.nameFree(formerKey(comparison))],
  });
  return { drafts: [rename], waiting: [] };
}

/** What must happen before this resource can have its name: whoever has it now gives it up. */
export function nameNeeds(
  { key, desired, live }: Comparison,
  world: World,
): { readonly needs: readonly string[]; readonly waits: readonly Waiting[] } {
  const holder = world
    .live(desired.identity.kind)
    .find((one) => one !== live && one.liveName === desired.identity.name && one.identity.place === null);
  if (holder === undefined) return { needs: [], waits: [] };
  const needed = fact.nameFree(key);
  if (!world.impossible(needed)) return { needs: [needed], waits: [] };
  return { needs: [], waits: [waiting('name_taken', `another ${desired.identity.kind} has that name`)] };
}

export function formerKey({ desired, live }: Comparison): string {
  return keyOf({ ...desired.identity, name: live?.liveName ?? desired.identity.name });
}
