/** Which live applications go in this plan, and whose copies are ours to delete (contract, section 8). */
import { isActive } from '../../model/comparison.ts';
import type { LiveResource } from '../../model/resource.ts';
import type { Question } from './blocks.ts';

/** Its deployment at this place ends by a call of its own change: it is deleted, or moves elsewhere. */
export function isGoing({ key }: LiveResource, { world, blocks }: Question): boolean {
  const comparison = world.comparison(key);
  if (comparison?.desired === null) return isActive(comparison);
  const move = world.moveOf(key);
  return move !== undefined && !blocks.deploys.has(move.key);
}

/** Declared, recorded or moving: the copies that our calls leave of it are ours, too. */
export function isOurs({ key }: LiveResource, { world }: Question): boolean {
  const comparison = world.comparison(key);
  return world.moveOf(key) !== undefined || (comparison !== undefined && isManaged(comparison));
}

function isManaged(comparison: NonNullable<ReturnType<Question['world']['comparison']>>): boolean {
  return comparison.desired !== null || comparison.recorded !== null || isActive(comparison);
}
