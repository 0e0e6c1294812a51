import type { Comparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { drafted } from '../draft.ts';
import { type ArrangedStep, arrangementOf } from '../placement/arrangement.ts';
import { draftRename, nameNeeds } from '../rename.ts';
import { CLUSTERS, letJoin, letLeave, make, unmake } from './member-calls.ts';

/** Creates, renames and deletes, lets servers in and out, and replaces what cannot be changed in place. */
export function draftCluster(comparison: Comparison, world: World): Drafted {
  const arrangement = arrangementOf(world);
  const rename = draftRename(comparison, world, CLUSTERS);
  const steps = arrangement.stepsOf(comparison.key);
  return drafted({
    drafts: [...rename.drafts, ...steps.map((step) => draftStep(step, comparison, world))],
    waiting: [...rename.waiting, ...arrangement.waitsOf(comparison.key)],
  });
}

function draftStep({ step, needs, after, gives }: ArrangedStep, comparison: Comparison, world: World): Draft {
  const order = { needs, after, gives };
  switch (step.type) {
    case 'leave':
      return letLeave(step, order, world);
    case 'join':
      return letJoin(step, order, world);
    case 'unmake':
      return unmake(step, order, world);
    case 'make': {
      const names = comparison.desired === null ? [] : nameNeeds(comparison, world).needs;
      return make(step, { ...order, needs: [...names, ...needs] });
    }
  }
}
