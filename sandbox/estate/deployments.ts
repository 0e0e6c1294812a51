/**
 * The life cycle of a deployment. A command is given at once, goes out to each server after `commandMs`, and is over
 * after another `deployMs`. Until it went out, desired is UPDATED and reported is what it was before (reference 8.7).
 * A server that is not connected gets its command when it connects.
 */
import { nextId } from '../world/ids.ts';
import type {
  ApplicationRow,
  ArtifactRow,
  DeploymentFailureRow,
  ReportedStatus,
  RunStatus,
  ServerArtifactRow,
  ServerRow,
} from '../world/state.ts';
import type { World } from '../world/world.ts';
import { subjectOf } from './target.ts';

const RUNS: ReadonlySet<ReportedStatus> = new Set(['STARTED', 'STARTING']);

export function isRunning(application: ApplicationRow): boolean {
  return application.serverArtifacts.some((row) => RUNS.has(row.reported));
}

/** Puts the application's artifact on one more server. */
export function deployTo(world: World, application: ApplicationRow, server: ServerRow, cause: number): void {
  const now = world.now();
  const row: ServerArtifactRow = {
    id: nextId(world.state.ids, 'serverArtifact'),
    serverId: server.id,
    artifact: application.artifact,
    timeCreated: now,
    timeUpdated: now,
    desiredStatus: 'UPDATED',
    reported: 'UNDEPLOYED',
    message: '',
    discovered: false,
    revision: 0,
  };
  application.serverArtifacts.push(row);
  command(world, application, row, cause);
}

/** New bytes: the old artifacts linger beside the new ones until those are up. */
export function replaceArtifact(
  world: World,
  application: ApplicationRow,
  artifact: ArtifactRow,
  cause: number,
): void {
  const servers = new Set(application.serverArtifacts.map((row) => row.serverId));
  application.artifact = artifact;
  application.timeUpdated = world.now();
  application.serverArtifacts = application.serverArtifacts.filter((row) => row.reported !== 'UNDEPLOYED');
  for (const row of application.serverArtifacts) row.superseded = true;
  for (const id of servers) {
    const server = world.state.servers.get(id);
    if (server) deployTo(world, application, server, cause);
  }
}

/** The stored artifact once more (reference: PATCH with no file redeploys). */
export function redeploy(world: World, application: ApplicationRow, cause: number): void {
  application.timeUpdated = world.now();
  for (const row of currentRows(application)) {
    row.desiredStatus = 'UPDATED';
    command(world, application, row, cause);
  }
}

export function setGoal(world: World, application: ApplicationRow, goal: RunStatus, cause: number): void {
  if (goal === 'STOPPED' && isRunning(application)) {
    world.effect(cause, 'app-stop', subjectOf(world.state, application));
  }
  application.goal = goal;
  application.timeUpdated = world.now();
  for (const row of currentRows(application)) {
    if (row.desiredStatus === 'UPDATED') continue;
    row.desiredStatus = goal;
    if (row.reported !== goal) command(world, application, row, cause);
  }
}

export function currentRows(application: ApplicationRow): ServerArtifactRow[] {
  return application.serverArtifacts.filter((row) => row.superseded === undefined);
}

/** The agent came back: what waits for it goes out, what ran is started again. */
export function resume(world: World, server: ServerRow, cause: number): void {
  for (const application of world.state.applications.values()) {
    application.missedBy = application.missedBy.filter((id) => id !== server.id);
    for (const row of currentRows(application)) {
      if (row.serverId === server.id) resumeRow(world, application, row, cause);
    }
  }
}

/** What was queued goes out; what ran is started again; what was stopped stays so. */
export function resumeRow(
  world: World,
  application: ApplicationRow,
  row: ServerArtifactRow,
  cause: number,
): void {
  if (row.desiredStatus === 'UPDATED') {
    command(world, application, row, cause);
    return;
  }
  if (row.reported === 'STOPPED') return;
  row.revision += 1;
  deliver(world, application, row, cause);
}

export function deliver(
  world: World,
  application: ApplicationRow,
  row: ServerArtifactRow,
  cause: number,
): void {
  if (world.state.servers.get(row.serverId)?.status !== 'RUNNING') return;
  row.desiredStatus = application.goal;
  row.reported = application.goal === 'STARTED' ? 'STARTING' : 'STOPPING';
  row.message = '';
  row.timeUpdated = world.now();
  later(world, application, row, 'finish', world.state.switches.deployMs, cause);
}

export function finish(world: World, application: ApplicationRow, row: ServerArtifactRow): void {
  const server = world.state.servers.get(row.serverId);
  if (server?.status !== 'RUNNING') return;
  const failure = application.goal === 'STARTED' ? takeFailure(world, application, server) : undefined;
  row.reported = failure ? 'DEPLOYMENT_FAILED' : application.goal;
  row.message = failure?.message ?? '';
  row.timeUpdated = world.now();
  application.timeUpdated = world.now();
  if (row.reported === 'STARTED') row.startedAt = world.now();
  else delete row.startedAt;
  application.serverArtifacts = application.serverArtifacts.filter(
    (other) => !(other.superseded && other.serverId === row.serverId),
  );
}

/** What a test armed for this deployment; used up where it was armed for a number of times. */
function takeFailure(
  world: World,
  { name, artifact }: ApplicationRow,
  server: ServerRow,
): DeploymentFailureRow | undefined {
  const { state } = world;
  const failure = state.failures.find(
    (armed) =>
      armed.application === name &&
      (armed.server ?? server.name) === server.name &&
      (armed.fileName ?? artifact.fileName) === artifact.fileName,
  );
  if (failure?.times === undefined) return failure;
  failure.times -= 1;
  if (failure.times <= 0) state.failures = state.failures.filter((armed) => armed !== failure);
  return failure;
}

function command(world: World, application: ApplicationRow, row: ServerArtifactRow, cause: number): void {
  row.revision += 1;
  later(world, application, row, 'deliver', world.state.switches.commandMs, cause);
}

function later(
  world: World,
  application: ApplicationRow,
  row: ServerArtifactRow,
  type: 'deliver' | 'finish',
  delayMs: number,
  cause: number,
): void {
  const { revision } = row;
  world.schedule(delayMs, cause, { type, applicationId: application.id, rowId: row.id, revision });
}
