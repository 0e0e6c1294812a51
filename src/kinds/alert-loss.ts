import type { Effect, Expectation } from '../model/call.ts';
import type { World } from '../model/draft.ts';
import { fact } from '../model/facts.ts';
import { keyOf, type LiveResource, type ResourceKey } from '../model/resource.ts';
import { idsOf, liveMembers } from './members.ts';

interface Loss {
  readonly effects: readonly Effect[];
  readonly gives: readonly string[];
  /** Alert definitions do not come back, so that the group or cluster is looked at once more before. */
  readonly expects: Expectation | null;
}

/** What goes with a group or cluster that is deleted, its servers and applications aside. */
export function alertLoss(live: LiveResource, others: readonly ResourceKey[], world: World): Loss {
  const named = world.alerts.some(({ resourceIds }) => resourceIds.includes(Number(live.id)));
  const memberIds = idsOf(liveMembers(live), others);
  return {
    effects: named ? [{ class: 'alert-loss', subject: live.key, reversible: false }] : [],
    expects: named ? { key: live.key, id: live.id, name: live.liveName, memberIds } : null,
    gives: [fact.nameFree(keyOf({ ...live.identity, name: live.liveName }))],
  };
}
