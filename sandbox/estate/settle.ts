/** Makes up for everything that fell due since somebody last looked. Called before each request is answered. */
import type { Pending, PendingWork } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { deliver, finish } from './deployments.ts';
import { removeApplication, removeCluster, removeGroup, removeServer } from './removals.ts';
import { comeUp } from './restarts.ts';

export function settle(world: World): void {
  for (let next = takeDue(world); next; next = takeDue(world)) {
    const work = next;
    world.at(work.due, () => run(world, work));
  }
}

function takeDue(world: World): Pending | undefined {
  const { pending } = world.state;
  const now = world.now();
  let first: Pending | undefined;
  for (const work of pending) {
    if (work.due <= now && (first === undefined || work.due < first.due)) first = work;
  }
  if (first) pending.splice(pending.indexOf(first), 1);
  return first;
}

function run(world: World, work: Pending): void {
  switch (work.type) {
    case 'deliver':
    case 'finish':
      runCommand(world, work);
      return;
    case 'server-up':
      comeUp(world, work.serverId, work.cause);
      return;
    case 'remove':
      remove(world, work, work.cause);
  }
}

function runCommand(world: World, work: Pending & { type: 'deliver' | 'finish' }): void {
  const application = world.state.applications.get(work.applicationId);
  const row = application?.serverArtifacts.find((candidate) => candidate.id === work.rowId);
  if (!application || !row || row.superseded || row.revision !== work.revision) return;
  if (work.type === 'deliver') deliver(world, application, row, work.cause);
  else finish(world, application, row);
}

function remove(world: World, work: PendingWork & { type: 'remove' }, cause: number): void {
  switch (work.of) {
    case 'application':
      removeApplication(world, work.id, cause);
      return;
    case 'server':
      removeServer(world, work.id);
      return;
    case 'group':
      removeGroup(world, work.id, cause);
      return;
    case 'cluster':
      removeCluster(world, work.id, cause);
  }
}
