/**
 * A server that leaves a group keeps a copy of each of its applications, and so does every member of a group that is
 * deleted. Here is decided, for each of them, whether the copy comes to be: an application that goes anyway goes
 * first, unless its copies are what the manifests want on those servers; one that changes, changes before or after.
 */
import type { ResourceKey } from '../../model/resource.ts';
import { hostedBy } from './application-states.ts';
import type { Question } from './blocks.ts';
import type { CopyDraft, CopyPlan } from './copy-plan.ts';
import { letLeave } from './leave-group.ts';
import type { Moves } from './moves.ts';
import { unmakeGroup } from './unmake-group.ts';

export function planCopies(moves: Moves, unmade: ReadonlySet<ResourceKey>, question: Question): CopyPlan {
  const plan: CopyDraft = {
    copies: new Map(),
    early: new Map(),
    after: new Map(),
    leaveFirst: new Map(),
    outlived: new Set(),
    staged: new Set(),
    carried: new Set(),
  };
  const asked = { ...question, moves };
  for (const place of moves.places) {
    if (place.kind !== 'ServerGroup') continue;
    const leavers = moves.leavers.get(place.key) ?? [];
    if (!unmade.has(place.key) && leavers.length === 0) continue;
    const hosted = hostedBy(place.key, question);
    if (unmade.has(place.key)) unmakeGroup(place, hosted, plan, asked);
    else letLeave(leavers, hosted, plan, asked);
  }
  return plan;
}
