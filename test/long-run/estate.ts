/**
 * The estate that somebody keeps editing for hours, and what the edits must cost: a model that knows nothing of plans.
 * Every resource is a short text, such as `v2 STARTED`; two of them say which writes lie between.
 */
import type { WorldInput } from '../../sandbox/world/input.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

export const TARGETS = ['production', 'staging', 'mmc'] as const;
export type Target = (typeof TARGETS)[number];

export type Kind = 'ServerGroup' | 'Application' | 'UserGroup';

export interface Resource {
  readonly target: Target;
  readonly kind: Kind;
  readonly name: string;
  /** The values that it may have. */
  readonly values: readonly string[];
}

/** What there is, or should be: resource → value. A resource without a value is not there. */
export type Estate = ReadonlyMap<Resource, string>;

const GROUP_VALUES = ['empty', 'one member'];
const APPLICATION_VALUES = ['v1 STARTED', 'v2 STARTED', 'v3 STARTED', 'v1 STOPPED', 'v2 STOPPED'];
const USER_GROUP_VALUES = ['VIEW_ALERTS', 'SERVER_VIEW', 'SERVER_VIEW, VIEW_ALERTS', 'DEPLOYMENT_READ'];

function resources(target: Target, kind: Kind, values: readonly string[], ...names: readonly string[]) {
  return names.map((name): Resource => ({ target, kind, name, values }));
}

export const RESOURCES: readonly Resource[] = [
  ...resources('production', 'ServerGroup', GROUP_VALUES, 'payments'),
  ...resources('production', 'ServerGroup', ['empty'], 'orders', 'stock'),
  ...resources('production', 'Application', APPLICATION_VALUES, 'orders-api', 'stock-api', 'pay-api'),
  ...resources('staging', 'ServerGroup', ['empty'], 'trials', 'demos', 'checks'),
  ...resources('staging', 'Application', APPLICATION_VALUES, 'trial-api'),
  ...resources('mmc', 'UserGroup', USER_GROUP_VALUES, 'Releasers', 'Watchers', 'Auditors'),
];

/** Half of it, so that there is something to add and something to take away. */
export const FIRST: Estate = new Map(
  RESOURCES.filter((_, index) => index % 2 === 0).map((one) => [one, one.values[0] ?? '']),
);

const LIVE = 'e0000000-0000-4000-8000-00000000000b';

/** Where somebody finds a target's resources by hand. */
export const ENVIRONMENT_IDS: Readonly<Record<Exclude<Target, 'mmc'>, string>> = {
  production: 'e0000000-0000-4000-8000-00000000000a',
  staging: LIVE,
};

const SERVERS: Readonly<Record<Target, readonly string[]>> = {
  production: ['mule-1', 'mule-2'],
  staging: ['live-1', 'live-2'],
  mmc: [],
};

export const WORLD: WorldInput = {
  organizations: [
    {
      name: 'Acme',
      id: 'a1b2c3d4-0000-4000-8000-000000000001',
      environments: [
        { name: 'Sandbox', id: ENVIRONMENT_IDS.production },
        { name: 'Live', id: LIVE },
      ],
    },
  ],
  servers: TARGETS.flatMap((target) =>
    SERVERS[target].map((name) => ({
      name,
      environment: target === 'staging' ? 'Live' : 'Sandbox',
      addresses: [name.startsWith('mule') ? `10.0.0.${name.slice(-1)}` : `10.0.1.${name.slice(-1)}`],
    })),
  ),
};

export interface Writing {
  /** Where the services are reached. */
  readonly url: string;
  /** A target whose guards let nothing be deleted. */
  readonly guarded?: Target;
}

/** The files of the repository, without the archives, which never change. */
export function filesOf(estate: Estate, { url, guarded }: Writing): Readonly<Record<string, string>> {
  return Object.fromEntries(
    TARGETS.map((target) => {
      const own = [...estate].filter(([resource]) => resource.target === target);
      const texts = own.map(([resource, value]) =>
        manifest(resource.kind, resource.name, specOf(resource, value)),
      );
      const text = documents(headOf(target, guarded === target), ...texts);
      return [`${target}/all.yaml`, text.replaceAll('$URL', url)];
    }),
  );
}

export const ARCHIVES: Readonly<Record<string, string>> = Object.fromEntries(
  ['production', 'staging'].flatMap((target) =>
    ['v1', 'v2', 'v3'].map((version) => [`${target}/${version}.jar`, `the bytes of ${version}`]),
  ),
);

function headOf(target: Target, isGuarded: boolean): string {
  const most = isGuarded ? 0 : 100;
  const guards = `guards: { maxDeletes: ${most}, maxUpdates: 100%, maxRestarts: 100%, allowEmpty: true }`;
  if (target === 'mmc') return CONSOLE.replace('admin } }', `admin }, prune: owned, ${guards} }`);
  const environment = ENVIRONMENT.replace('name: production', `name: ${target}`);
  // What somebody changes in staging by hand is shown, and left to them.
  const heal = target === 'staging' ? '  heal: off\n' : '';
  return documents(
    `${target === 'staging' ? environment.replace('Sandbox', 'Live') : environment}${heal}  prune: owned\n  ${guards}\n`,
    servers(...SERVERS[target]),
  );
}

function specOf({ target, kind }: Resource, value: string): string {
  const [first = '', second = ''] = SERVERS[target];
  switch (kind) {
    case 'ServerGroup':
      return `{ servers: [${value === 'empty' ? '' : second}] }`;
    case 'Application': {
      const [version, status] = value.split(' ');
      return `{ target: { server: ${first} }, artifact: { file: ./${version}.jar }, desiredStatus: ${status} }`;
    }
    case 'UserGroup':
      return `{ permissions: [${value}] }`;
  }
}

const HYBRID = '/hybrid/api/v1';

/** The writes that lead from one value to another, as `plainWrite` says them; undefined: it is not there. */
export function writesBetween(
  { kind, name }: Resource,
  before: string | undefined,
  after: string | undefined,
): readonly string[] {
  if (before === after) return [];
  switch (kind) {
    case 'ServerGroup': {
      const list = `${HYBRID}/serverGroups`;
      if (before === undefined) return [`POST ${list}`];
      if (after === undefined) return [`DELETE ${list}/#`];
      return [after === 'empty' ? `DELETE ${list}/#/servers/#` : `POST ${list}/#/servers/#`];
    }
    case 'Application':
      return applicationWrites(before?.split(' '), after?.split(' '));
    case 'UserGroup': {
      const list = '/mmc/api/usergroups';
      if (before === undefined) return [`POST ${list}`];
      return [`${after === undefined ? 'DELETE' : 'PUT'} ${list}/${name}`];
    }
  }
}

/** One that is to stand still is started first: by a deployment, and by new bytes. */
function applicationWrites(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly string[] {
  const list = `${HYBRID}/applications`;
  if (after === undefined) return [`DELETE ${list}/#`];
  const stop = after[1] === 'STOPPED' ? [`PATCH ${list}/#`] : [];
  if (before === undefined) return [`POST ${list}`, ...stop];
  return before[0] === after[0] ? [`PATCH ${list}/#`] : [`PATCH ${list}/#`, ...stop];
}

/** Without the ids, which nobody can foretell. */
export function plainWrite({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.replace(/\?.*/, '').replace(/\/\d+(?=\/|$)/g, '/#')}`;
}

/** Which kind of resource a write is about. */
export function kindOfWrite(write: string): Kind {
  if (write.includes('/usergroups')) return 'UserGroup';
  return write.includes('/applications') ? 'Application' : 'ServerGroup';
}

export function writesTo(target: Target, from: Estate, to: Estate): readonly string[] {
  return RESOURCES.filter((one) => one.target === target).flatMap((one) =>
    writesBetween(one, from.get(one), to.get(one)),
  );
}
