/** Every write that a kind knows, each as one small change of a small estate. */
import type { WorldInput } from '../../sandbox/world/input.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

export interface WriteCase {
  readonly title: string;
  readonly world?: WorldInput;
  /** Manifests before and after; the change between them has the write. */
  readonly before: string;
  readonly after: string;
  /** Which request it is. */
  readonly match: { readonly method: string; readonly path: string };
  /** What it brings about cannot be read: it may be sent twice. */
  readonly unreadable?: true;
  /** What its answer says cannot be had a second time. */
  readonly onlyAnswer?: true;
}

const API = '^/hybrid/api/v1';
const ID = '/\\d+';

const POLICY = '  prune: owned\n  guards: { maxUpdates: 100, maxRestarts: 100 }\n';
const estate = (...texts: readonly string[]): string =>
  documents(`${ENVIRONMENT}${POLICY}`, servers('mule-1', 'mule-2', 'mule-3'), ...texts);
const console_ = (...texts: readonly string[]): string =>
  documents(`${CONSOLE.trimEnd().replace(/ }$/, ', prune: owned }')}\n`, ...texts);

const group = (members: string, name = 'pay', metadata = ''): string =>
  manifest('ServerGroup', name, `{ servers: [${members}] }`, metadata);
const cluster = (members: readonly number[], name = 'orders', metadata = ''): string => {
  const list = members.map((number) => `{ name: mule-${number}, ip: 10.0.0.1${number} }`).join(', ');
  return manifest('Cluster', name, `{ multicast: false, servers: [${list}] }`, metadata);
};
const app = (spec: string, target = '{ server: mule-1 }'): string =>
  manifest('Application', 'api', `{ target: ${target}, ${spec} }`);
/** An asset's group is the organization's id. */
const ACME = 'a1b2c3d4-0000-4000-8000-000000000001';
const file = (name: string): string => `artifact: { file: ${name}.jar }`;
const exchange = (version: string): string =>
  `artifact: { exchange: { groupId: ${ACME}, artifactId: api, version: ${version} } }`;
/** Both versions are on Exchange. */
const EXCHANGE: WorldInput = {
  exchange: ['1.0.0', '1.1.0'].map((version) => ({
    groupId: ACME,
    artifactId: 'api',
    version,
    contents: version,
  })),
};
const users = (spec: string, name = 'Ops', metadata = ''): string =>
  manifest('UserGroup', name, `{ ${spec} }`, metadata);

const RIGHTS = 'permissions: [SERVER_VIEW, VIEW_ALERTS]';

export const WRITES: readonly WriteCase[] = [
  {
    title: 'Server: rename',
    before: estate(manifest('Server', 'mule-4')),
    after: estate(manifest('Server', 'mule-a4', '{}', 'renamedFrom: mule-4')),
    match: { method: 'PATCH', path: `${API}/servers${ID}$` },
  },
  {
    title: 'Server: unregister',
    before: estate(manifest('Server', 'mule-4')),
    after: estate(
      manifest('Removed', 'bye', '{ resource: Server/mule-4, action: delete, reason: "returned" }'),
    ),
    match: { method: 'DELETE', path: `${API}/servers${ID}$` },
  },
  {
    title: 'Server: register',
    before: estate(),
    after: estate(
      manifest(
        'Server',
        'mule-9',
        '{ registration: { csr: ./a.csr, muleVersion: 4.4.0, gatewayVersion: "1.0", certificateOut: ./out.pem } }',
      ),
    ),
    match: { method: 'POST', path: `${API}/servers$` },
    onlyAnswer: true,
  },
  {
    title: 'ServerGroup: create',
    before: estate(),
    after: estate(group('mule-1')),
    match: { method: 'POST', path: `${API}/serverGroups$` },
  },
  {
    title: 'ServerGroup: rename',
    before: estate(group('mule-1')),
    after: estate(group('mule-1', 'payments', 'renamedFrom: pay')),
    match: { method: 'PATCH', path: `${API}/serverGroups${ID}$` },
  },
  {
    title: 'ServerGroup: add a server',
    before: estate(group('mule-1')),
    after: estate(group('mule-1, mule-2')),
    match: { method: 'POST', path: `${API}/serverGroups${ID}/servers${ID}$` },
  },
  {
    title: 'ServerGroup: remove a server',
    before: estate(group('mule-1, mule-2')),
    after: estate(group('mule-1')),
    match: { method: 'DELETE', path: `${API}/serverGroups${ID}/servers${ID}$` },
  },
  {
    title: 'ServerGroup: delete',
    before: estate(group('mule-1')),
    after: estate(),
    match: { method: 'DELETE', path: `${API}/serverGroups${ID}$` },
  },
  {
    title: 'Cluster: create',
    before: estate(),
    after: estate(cluster([1, 2])),
    match: { method: 'POST', path: `${API}/clusters$` },
  },
  {
    title: 'Cluster: rename',
    before: estate(cluster([1])),
    after: estate(cluster([1], 'sales', 'renamedFrom: orders')),
    match: { method: 'PATCH', path: `${API}/clusters${ID}$` },
  },
  {
    title: 'Cluster: add a server',
    before: estate(cluster([1])),
    after: estate(cluster([1, 2])),
    match: { method: 'POST', path: `${API}/clusters${ID}/servers$` },
  },
  {
    title: 'Cluster: remove a server',
    before: estate(cluster([1, 2])),
    after: estate(cluster([1])),
    match: { method: 'DELETE', path: `${API}/clusters${ID}/servers${ID}$` },
  },
  {
    title: 'Cluster: delete',
    before: estate(cluster([1])),
    after: estate(),
    match: { method: 'DELETE', path: `${API}/clusters${ID}$` },
  },
  {
    title: 'Application: deploy a file',
    before: estate(),
    after: estate(app(`${file('v1')}, properties: { a: "1" }`)),
    match: { method: 'POST', path: `${API}/applications$` },
  },
  {
    title: 'Application: deploy from Exchange',
    world: EXCHANGE,
    before: estate(),
    after: estate(app(exchange('1.0.0'))),
    match: { method: 'POST', path: `${API}/applications$` },
  },
  {
    title: 'Application: new bytes',
    before: estate(app(file('v1'))),
    after: estate(app(file('v2'))),
    match: { method: 'PATCH', path: `${API}/applications${ID}$` },
  },
  {
    title: 'Application: properties',
    before: estate(app(`${file('v1')}, properties: { a: "1" }`)),
    after: estate(app(`${file('v1')}, properties: { a: "2" }`)),
    match: { method: 'PATCH', path: `${API}/applications${ID}$` },
    unreadable: true,
  },
  {
    title: 'Application: another version on Exchange',
    world: EXCHANGE,
    before: estate(app(exchange('1.0.0'))),
    after: estate(app(exchange('1.1.0'))),
    match: { method: 'PATCH', path: `${API}/applications${ID}/artifact$` },
    unreadable: true,
  },
  {
    title: 'Application: stop',
    before: estate(app(`${file('v1')}, desiredStatus: STARTED`)),
    after: estate(app(`${file('v1')}, desiredStatus: STOPPED`)),
    match: { method: 'PATCH', path: `${API}/applications${ID}$` },
  },
  {
    title: 'Application: start',
    before: estate(app(`${file('v1')}, desiredStatus: STOPPED`)),
    after: estate(app(`${file('v1')}, desiredStatus: STARTED`)),
    match: { method: 'PATCH', path: `${API}/applications${ID}$` },
  },
  {
    title: 'Application: delete',
    before: estate(app(file('v1'))),
    after: estate(),
    match: { method: 'DELETE', path: `${API}/applications${ID}$` },
  },
  {
    title: 'Application: delete a copy',
    before: estate(group('mule-1, mule-2'), app(file('v1'), '{ serverGroup: pay }')),
    after: estate(group('mule-1'), app(file('v1'), '{ serverGroup: pay }')),
    match: { method: 'DELETE', path: `${API}/applications${ID}$` },
  },
  {
    title: 'UserGroup: create',
    before: console_(users(RIGHTS, 'Others')),
    after: console_(users(RIGHTS, 'Others'), users(RIGHTS)),
    match: { method: 'POST', path: '/usergroups$' },
  },
  {
    title: 'UserGroup: update',
    before: console_(users(RIGHTS)),
    after: console_(users('description: new, permissions: [SERVER_VIEW]')),
    match: { method: 'PUT', path: '/usergroups/' },
  },
  {
    title: 'UserGroup: rename',
    before: console_(users(RIGHTS)),
    after: console_(users(RIGHTS, 'Operators', 'renamedFrom: Ops')),
    match: { method: 'PUT', path: '/usergroups/' },
  },
  {
    title: 'UserGroup: delete',
    before: console_(users(RIGHTS), users(RIGHTS, 'Others')),
    after: console_(users(RIGHTS, 'Others')),
    match: { method: 'DELETE', path: '/usergroups/' },
  },
];
