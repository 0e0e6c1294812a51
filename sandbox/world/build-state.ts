/** From a world as written to the state the services start with. */
import { builtInGroups, restoreAdministrators } from '../mmc/permissions.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { buildAlerts } from './build-alerts.ts';
import { buildApplications, buildExchange } from './build-applications.ts';
import { type BuildContext, contextOf } from './build-context.ts';
import { buildPlaces } from './build-places.ts';
import { buildClusters, buildServerGroups, buildServers } from './build-servers.ts';
import { DEFAULT_CONSOLE_LOGIN } from './default-world.ts';
import type { Entry } from './entry.ts';
import { startIds } from './ids.ts';
import { parseSwitches } from './parse-switches.ts';
import type { ConsoleRow, State } from './state.ts';

/** @throws WorldError with one line. */
export async function buildState(world: Entry, now: number, artifacts: ArtifactStore): Promise<State> {
  const seed = world.number('seed') ?? 1;
  const state: State = {
    seed,
    ids: startIds(seed),
    switches: parseSwitches(world.take('switches') ?? {}),
    organizations: [],
    environments: [],
    users: [],
    clients: [],
    sessions: [],
    registrationTokens: [],
    servers: new Map(),
    groups: new Map(),
    clusters: new Map(),
    applications: new Map(),
    alerts: [],
    exchange: [],
    components: [],
    console: buildConsole(world.entry('mmc')),
    pending: [],
    failures: [],
  };
  const context: BuildContext = contextOf(state, world, now, artifacts);
  buildPlaces(context);
  buildServers(context);
  buildServerGroups(context);
  buildClusters(context);
  await buildExchange(context);
  await buildApplications(context);
  buildAlerts(context);
  world.done();
  return state;
}

function buildConsole(input: Entry | undefined): ConsoleRow {
  const userGroups = (input?.has('userGroups') ? input.entries('userGroups') : undefined)?.map((group) => {
    const row = {
      name: group.text('name'),
      description: String(group.take('description') ?? ''),
      permissions: group.texts('permissions') ?? [],
    };
    group.done();
    return row;
  });
  const groups = userGroups ?? [];
  const missing = builtInGroups().filter((group) => !groups.some((row) => row.name === group.name));
  // Only Administrators is always there; the other three can be deleted, and a world that lists groups may leave them out.
  const all = userGroups
    ? [...missing.filter((group) => group.name === 'Administrators'), ...groups]
    : missing;
  restoreAdministrators(all);
  const console: ConsoleRow = {
    context: contextPath(input),
    list: input?.boolean('list') ?? true,
    users: buildUsers(input),
    userGroups: all,
  };
  input?.done();
  return console;
}

function contextPath(input: Entry | undefined): string {
  const context = `/${(input?.optionalText('context') ?? 'mmc').replace(/^\/+|\/+$/g, '')}`;
  if (/^\/(accounts|hybrid|armui|cli|__sandbox)(\/|$)/.test(context)) {
    throw input?.error('context', `${context} is taken by another service`) ?? new Error(context);
  }
  return context;
}

function buildUsers(input: Entry | undefined): ConsoleRow['users'] {
  if (!input?.has('users')) {
    return [{ username: DEFAULT_CONSOLE_LOGIN, password: DEFAULT_CONSOLE_LOGIN, groups: ['Administrators'] }];
  }
  return input.entries('users').map((user) => {
    const groups = user.texts('groups') ?? ['Administrators'];
    const row = { username: user.text('username'), password: user.text('password'), groups };
    user.done();
    return row;
  });
}
