import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ApplicationWire, ServerWire } from '../../anypoint/wire.ts';
import type { Goal } from '../../model/call.ts';
import { isPassing, MuleteerError } from '../../model/errors.ts';
import { asNumber } from '../../model/json.ts';
import { mapLimited } from '../../model/map-limited.ts';
import { SETTLED, type Settled } from '../../model/resource.ts';
import { wrongGoal } from '../runtime-manager-calls.ts';
import { health } from './health.ts';

/** The members of every group and cluster, and all servers. */
interface Members {
  readonly of: ReadonlyMap<number, readonly number[]>;
  readonly servers: ReadonlyMap<number, ServerWire>;
}

/** One look serves every application that is waited for: the lists, not a request each. */
export async function lookAtApplications(
  api: RuntimeManager,
  goals: readonly Goal[],
): Promise<readonly Settled[]> {
  const [applications, servers, groups, clusters] = await Promise.all([
    api.listApplications(),
    api.listServers(),
    api.listServerGroups(),
    api.listClusters(),
  ]);
  const members: Members = {
    of: new Map(
      [...groups, ...clusters].map((place) => [place.id, (place.servers ?? []).map(({ id }) => id)]),
    ),
    servers: new Map(servers.map((server) => [server.id, server])),
  };
  return mapLimited(goals, LOOKS_AT_ONCE, (goal) => judgeAlone(api, goal, applications, members));
}

const LOOKS_AT_ONCE = 8;

/** One application that cannot be read must not make the others look unhealthy. */
async function judgeAlone(
  api: RuntimeManager,
  goal: Goal,
  applications: readonly ApplicationWire[],
  members: Members,
): Promise<Settled> {
  try {
    return await judge(api, goal, applications, members);
  } catch (error) {
    if (error instanceof MuleteerError && isPassing(error))
      return { state: 'pending', message: error.message };
    throw error;
  }
}

async function judge(
  api: RuntimeManager,
  goal: Goal,
  applications: readonly ApplicationWire[],
  members: Members,
): Promise<Settled> {
  if (goal.until === 'gone') {
    const there = applications.some(({ id }) => id === goal.id);
    return there ? { state: 'pending', message: 'still listed' } : SETTLED;
  }
  if (goal.until !== 'deployed' && goal.until !== 'asked') throw wrongGoal(goal);
  const id = asNumber(goal.applicationId) ?? 0;
  const listed = applications.find((one) => one.id === id);
  // A list may be slim, or lag behind what was just made: the application itself is asked then.
  const found =
    listed !== undefined && listed.serverArtifacts.length > 0 ? listed : await api.getApplication(id);
  if (found === null) return { state: 'pending', message: 'not listed yet' };
  if (goal.until === 'asked') return shows(found, goal);
  return health(found, {
    serverIds: goal.serverIds?.map((one) => asNumber(one) ?? 0) ?? expectedMembers(found, members),
    status: goal.status,
    sha1: goal.sha1,
    server: (server) => members.servers.get(server),
  });
}

function shows(
  { artifact, desiredStatus }: ApplicationWire,
  { status, sha1 }: Extract<Goal, { until: 'asked' }>,
): Settled {
  if (sha1 !== null && artifact.sha1 !== sha1)
    return { state: 'pending', message: 'the old artifact is there' };
  if (status !== null && desiredStatus !== status)
    return { state: 'pending', message: `asked to be ${desiredStatus}` };
  return SETTLED;
}

/** Every member of its group or cluster, or the one server that it runs on. */
function expectedMembers({ target }: ApplicationWire, members: Members): readonly number[] | null {
  if (target === null) return null;
  return members.of.get(target.id) ?? (members.servers.has(target.id) ? [target.id] : null);
}
