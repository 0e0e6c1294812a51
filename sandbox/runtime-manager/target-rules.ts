/** What groups and clusters have in common when they are made and deleted. */
import { applicationsOf } from '../estate/target.ts';
import { conflict, invalid } from '../http/answer.ts';
import type { Call } from '../http/scope.ts';
import type { GroupRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { rowsIn } from './find.ts';

/** Reference, limits: so many groups and clusters together in an environment. */
export function refuseFull(world: World, call: Call): void {
  const { groups, clusters, switches } = world.state;
  const count = rowsIn(groups, call).length + rowsIn(clusters, call).length;
  if (count >= switches.maxGroupsAndClusters) {
    throw invalid(world, `At most ${switches.maxGroupsAndClusters} groups and clusters are allowed`);
  }
}

/** RM unknown 12: whether a target with applications may be deleted. */
export function refuseInUse(world: World, target: GroupRow): void {
  if (world.state.switches.deleteTargetWithApplications === 'cascade') return;
  if (applicationsOf(world.state, target.id).length > 0) {
    throw conflict(world, `${target.name} has applications deployed`);
  }
}

export function refuseDeleting(world: World, target: GroupRow): void {
  if (target.deleting) throw conflict(world, `${target.name} is being deleted`);
}
