import type { Write } from '../../model/call.ts';
import type { Comparison, DeclaredComparison, DepartingComparison } from '../../model/comparison.ts';
import type { Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { drafted, NOTHING } from '../draft.ts';
import { type Arrangement, arrangementOf } from '../placement/arrangement.ts';
import { draftDeploy, finishMove } from './draft-deploy.ts';
import { draftUpdate } from './draft-update.ts';
import { remove } from './remove.ts';
import { type Rollout, rolloutOf } from './rollout.ts';

export function draftApplication(comparison: Comparison, world: World): Drafted {
  const arrangement = arrangementOf(world);
  if (comparison.desired === null) return draftDelete(comparison, arrangement);
  return withTimeout(draftDeclared(comparison, world, arrangement), rolloutOf(comparison.desired.manifest));
}

function withTimeout(found: Drafted, { healthTimeout }: Rollout): Drafted {
  if (healthTimeout === null) return found;
  const timed = <One extends Write>(one: One): One => ({ ...one, timeout: healthTimeout });
  const drafts = found.drafts.map((one) => ({ ...timed(one), rollback: one.rollback.map(timed) }));
  return { ...found, drafts };
}

function draftDeclared(comparison: DeclaredComparison, world: World, arrangement: Arrangement): Drafted {
  switch (comparison.action) {
    case 'create':
    case 'replace':
      // What goes down with its place has to be deployed again, wherever it came from.
      return comparison.movedFrom !== null && comparison.live !== null && comparison.cause !== 'dependency'
        ? finishMove(comparison, comparison.live, comparison.movedFrom, arrangement)
        : draftDeploy(comparison, world, arrangement);
    case 'update':
      return draftUpdate(comparison, arrangement);
    default:
      return NOTHING;
  }
}

function draftDelete({ live }: DepartingComparison, arrangement: Arrangement): Drafted {
  return arrangement.isCarried(live.key)
    ? drafted({ through: [fact.gone(live.key)] })
    : drafted({ drafts: [remove(live, arrangement)] });
}
