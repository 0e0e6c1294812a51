/** Applications and Exchange assets of a world. */
import { serversOf, type Target } from '../estate/target.ts';
import { isObject } from '../http/read-input.ts';
import { describeGenerated, type StoredBytes } from './artifact-store.ts';
import { type BuildContext, findNamed, idFor, organizationNamed, placeOf } from './build-context.ts';
import type { Entry } from './entry.ts';
import { nextId } from './ids.ts';
import type {
  ApplicationRow,
  ArtifactRow,
  EnvironmentRow,
  ReportedStatus,
  ServerArtifactRow,
  ServerRow,
} from './state.ts';

const STATUSES: readonly ReportedStatus[] = [
  'STARTED',
  'STOPPED',
  'STARTING',
  'STOPPING',
  'UNDEPLOYED',
  'DEPLOYMENT_FAILED',
  'UNKNOWN',
];

export async function buildApplications(context: BuildContext): Promise<void> {
  const serversAt = remembered((target: Target) => serversOf(context.state, target));
  for (const entry of context.world.entries('applications')) {
    const row = await buildApplication(context, entry, serversAt);
    context.state.applications.set(row.id, row);
    entry.done();
  }
}

/** Memberships are settled by now. */
function remembered(serversOf: (target: Target) => readonly ServerRow[]): typeof serversOf {
  const known = new Map<number, readonly ServerRow[]>();
  return (target) => {
    const servers = known.get(target.row.id) ?? serversOf(target);
    known.set(target.row.id, servers);
    return servers;
  };
}

async function buildApplication(
  context: BuildContext,
  entry: Entry,
  serversAt: (target: Target) => readonly ServerRow[],
): Promise<ApplicationRow> {
  const environment = placeOf(context, entry);
  const target = targetNamed(context, environment, entry);
  const name = entry.text('name');
  const fileName = entry.optionalText('fileName') ?? `${name}-1.0.0-mule-application.jar`;
  const stored = await readBytes(context, entry, fileName);
  const { now } = context;
  const artifact: ArtifactRow = {
    id: nextId(context.state.ids, 'artifact'),
    storageId: nextId(context.state.ids, 'storage'),
    name,
    fileName,
    ...stored,
    timeUpdated: now,
  };
  const goal = entry.choice('desiredStatus', ['STARTED', 'STOPPED']) ?? 'STARTED';
  const reported = entry.choice('status', STATUSES) ?? goal;
  const message = String(entry.take('message') ?? '');
  const configuration = configurationOf(entry, name);
  return {
    id: idFor(context, entry, 'application'),
    environmentId: environment.id,
    name,
    targetId: target.row.id,
    timeCreated: now,
    timeUpdated: now,
    goal,
    artifact,
    ...(configuration ? { configuration } : {}),
    serverArtifacts: serversAt(target).map((server): ServerArtifactRow => {
      const started = reported === 'STARTED' ? { startedAt: now } : {};
      const id = nextId(context.state.ids, 'serverArtifact');
      const times = { timeCreated: now, timeUpdated: now };
      const rest = { discovered: false, revision: 0, ...started };
      return { id, serverId: server.id, artifact, ...times, desiredStatus: goal, reported, message, ...rest };
    }),
    missedBy: [],
  };
}

function configurationOf(
  entry: Entry,
  applicationName: string,
): Readonly<Record<string, unknown>> | undefined {
  const properties = entry.take('properties');
  if (properties === undefined) return undefined;
  if (!isObject(properties)) throw entry.error('properties', 'must be a mapping');
  return { 'mule.agent.application.properties.service': { applicationName, properties } };
}

function targetNamed(context: BuildContext, environment: EnvironmentRow, entry: Entry): Target {
  const wanted = entry.take('target');
  const { servers, groups, clusters } = context.state;
  const place = isObject(wanted) ? wanted : { server: wanted, serverGroup: wanted, cluster: wanted };
  const server = findNamed(servers, environment, String(place.server));
  if (server) return { type: 'SERVER', row: server };
  const group = findNamed(groups, environment, String(place.serverGroup));
  if (group) return { type: 'SERVER_GROUP', row: group };
  const cluster = findNamed(clusters, environment, String(place.cluster));
  if (cluster) return { type: 'CLUSTER', row: cluster };
  throw entry.error('target', 'names no server, group or cluster of this environment');
}

export async function buildExchange(context: BuildContext): Promise<void> {
  for (const entry of context.world.entries('exchange')) {
    const organization = organizationNamed(context, entry);
    const artifactId = entry.text('artifactId');
    const version = entry.text('version');
    context.state.exchange.push({
      organizationId: organization.id,
      groupId: entry.optionalText('groupId') ?? organization.id,
      artifactId,
      version,
      ...(await readBytes(context, entry, `${artifactId}-${version}`)),
    });
    entry.done();
  }
}

/** Without contents, size or checksum the bytes are the file's name. */
async function readBytes(context: BuildContext, entry: Entry, fallback: string): Promise<StoredBytes> {
  const contents = entry.optionalText('contents');
  const size = entry.number('size');
  const seed = entry.number('seed') ?? 1;
  const sha1 = entry.optionalText('sha1');
  if (contents !== undefined) return context.artifacts.storeText(contents);
  if (sha1 !== undefined) return { source: { kind: 'absent' }, fileChecksum: sha1, fileSize: size ?? 0 };
  if (size !== undefined) return describeGenerated(seed, size);
  return context.artifacts.storeText(fallback);
}
