/** An application as the service shows it: never with its configuration, unless a switch says so (RM unknown 8). */
import { currentRows } from '../estate/deployments.ts';
import { findTarget } from '../estate/target.ts';
import type {
  ApplicationRow,
  ArtifactRow,
  ReportedStatus,
  ServerArtifactRow,
  State,
} from '../world/state.ts';
import { viewTarget } from './server-view.ts';

/** Many applications share a target: in a list each is looked at once. */
export function viewApplications(
  state: State,
  applications: readonly ApplicationRow[],
  now: number,
): readonly object[] {
  const seen = new Map<number, object | undefined>();
  return applications.map((application) => {
    const { targetId } = application;
    if (!seen.has(targetId)) seen.set(targetId, viewTargetOf(state, application));
    return view(state, application, { now, target: seen.get(targetId) });
  });
}

export function viewApplication(state: State, application: ApplicationRow, now: number): object {
  return view(state, application, { now, target: viewTargetOf(state, application) });
}

function viewTargetOf(state: State, { targetId }: ApplicationRow): object | undefined {
  const target = findTarget(state, targetId);
  return target && viewTarget(state, target);
}

interface Seen {
  readonly now: number;
  readonly target: object | undefined;
}

function view(state: State, application: ApplicationRow, { now, target }: Seen): object {
  const reported = reportedStatus(state, application);
  const started = reported === 'STARTED';
  const startedAt = Math.min(...application.serverArtifacts.map((row) => row.startedAt ?? now));
  return {
    id: application.id,
    timeCreated: application.timeCreated,
    timeUpdated: application.timeUpdated,
    name: application.name,
    ...(started ? { uptime: now - Math.min(startedAt, now) } : {}),
    desiredStatus: desiredStatus(application),
    lastReportedStatus: reported,
    started,
    artifact: viewArtifact(application.artifact),
    serverArtifacts: application.serverArtifacts.map((row) => viewRow(state, application, row)),
    ...(target ? { target } : {}),
    ...(state.switches.configurationReadable ? { configuration: application.configuration ?? {} } : {}),
  };
}

/** UPDATED until the command went out to every server (reference 8.7). */
function desiredStatus(application: ApplicationRow): string {
  if (application.deleting) return 'UNDEPLOYED';
  const waiting = currentRows(application).some((row) => row.desiredStatus === 'UPDATED');
  return waiting ? 'UPDATED' : application.goal;
}

/** While an update waits, this still describes the previous deployment: the trap that the reference warns of. */
export function reportedStatus(state: State, application: ApplicationRow): string {
  if (application.deleting) return 'UNDEPLOYING';
  const previous = application.serverArtifacts.filter((row) => row.reported !== 'UNDEPLOYED');
  const waiting = desiredStatus(application) === 'UPDATED' && previous.length > 0;
  const rows = waiting ? previous : currentRows(application);
  if (rows.length === 0) return 'UNDEPLOYED';
  const reachable = rows.filter((row) => isReachable(state, row));
  if (reachable.length === 0) return 'UNKNOWN';
  return aggregate(state, application, new Set(reachable.map((row) => row.reported)));
}

const WORST_FIRST: readonly ReportedStatus[] = [
  'DEPLOYMENT_FAILED',
  'UNDEPLOYED',
  'STARTING',
  'STOPPING',
  'STOPPED',
  'STARTED',
];

function aggregate(state: State, application: ApplicationRow, statuses: ReadonlySet<ReportedStatus>): string {
  // Reference: a cluster's application counts as started when one node runs it.
  if (state.clusters.has(application.targetId) && statuses.has('STARTED')) return 'STARTED';
  return WORST_FIRST.find((status) => statuses.has(status)) ?? 'UNKNOWN';
}

function isReachable(state: State, row: ServerArtifactRow): boolean {
  return state.servers.get(row.serverId)?.status === 'RUNNING';
}

function viewRow(state: State, application: ApplicationRow, row: ServerArtifactRow): object {
  const reported = application.deleting ? 'UNDEPLOYING' : row.reported;
  return {
    id: row.id,
    timeCreated: row.timeCreated,
    timeUpdated: row.timeUpdated,
    artifactName: row.artifact.name,
    artifact: viewArtifact(row.artifact),
    deploymentId: application.id,
    serverId: row.serverId,
    lastReportedStatus: isReachable(state, row) ? reported : 'UNKNOWN',
    desiredStatus: application.deleting ? 'UNDEPLOYED' : row.desiredStatus,
    message: row.message,
    discovered: row.discovered,
  };
}

function viewArtifact(artifact: ArtifactRow): object {
  const { source: _bytes, ...shown } = artifact;
  return shown;
}
