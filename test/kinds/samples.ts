/** For every kind: how it looks when it is made, and each single edit with the one call that it must cost. */
import type { ResourceKindName } from '../../src/model/manifest.ts';

export interface Edit {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** `METHOD path` with ids as ID. */
  readonly writes: readonly string[];
}

export interface Sample {
  readonly kind: ResourceKindName;
  readonly files: Readonly<Record<string, string>>;
  readonly creates: readonly string[];
  readonly edits: readonly Edit[];
}

const HYBRID = '/hybrid/api/v1';
const doc = (kind: string, metadata: string, spec: string): string =>
  `apiVersion: muleteer/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;

const servers = ['mule-1', 'mule-2', 'mule-3']
  .map((name) => doc('Server', `{ name: ${name} }`, '{}'))
  .join('---\n');

const group = (metadata: string, members: string) =>
  doc('ServerGroup', metadata, `{ servers: [${members}] }`);
const cluster = (metadata: string, members: string, multicast = false) =>
  doc('Cluster', metadata, `{ multicast: ${multicast}, servers: [${members}] }`);
const app = (spec: string) =>
  doc('Application', '{ name: orders-api }', `{ target: { server: mule-1 }, ${spec} }`);
const users = (metadata: string, spec: string) => doc('UserGroup', metadata, `{ ${spec} }`);

const M1 = '{ name: mule-1, ip: 10.0.0.11 }';
const M2 = '{ name: mule-2, ip: 10.0.0.12 }';

export const samples: readonly Sample[] = [
  {
    kind: 'Server',
    files: { 'servers.yaml': servers },
    creates: [],
    edits: [
      {
        title: 'renamed',
        files: {
          'servers.yaml': servers.replace('{ name: mule-1 }', '{ name: mule-a1, renamedFrom: mule-1 }'),
        },
        writes: [`PATCH ${HYBRID}/servers/ID`],
      },
    ],
  },
  {
    kind: 'ServerGroup',
    files: { 'servers.yaml': servers, 'group.yaml': group('{ name: pay }', 'mule-1') },
    creates: [`POST ${HYBRID}/serverGroups`],
    edits: [
      {
        title: 'a member added',
        files: { 'group.yaml': group('{ name: pay }', 'mule-1, mule-2') },
        writes: [`POST ${HYBRID}/serverGroups/ID/servers/ID`],
      },
      {
        title: 'a member removed',
        files: { 'group.yaml': group('{ name: pay }', 'mule-2') },
        writes: [`DELETE ${HYBRID}/serverGroups/ID/servers/ID`],
      },
      {
        title: 'emptied',
        files: { 'group.yaml': group('{ name: pay }', '') },
        writes: [`DELETE ${HYBRID}/serverGroups/ID/servers/ID`],
      },
      {
        title: 'renamed',
        files: { 'group.yaml': group('{ name: payments, renamedFrom: pay }', '') },
        writes: [`PATCH ${HYBRID}/serverGroups/ID`],
      },
    ],
  },
  {
    kind: 'Cluster',
    files: { 'servers.yaml': servers, 'cluster.yaml': cluster('{ name: orders }', M1) },
    creates: [`POST ${HYBRID}/clusters`],
    edits: [
      {
        title: 'a member added',
        files: { 'cluster.yaml': cluster('{ name: orders }', `${M1}, ${M2}`) },
        writes: [`POST ${HYBRID}/clusters/ID/servers`],
      },
      {
        title: "a member's order changed",
        files: { 'cluster.yaml': cluster('{ name: orders }', `${M2}, ${M1}`) },
        writes: [],
      },
      {
        title: 'a member removed',
        files: { 'cluster.yaml': cluster('{ name: orders }', M1) },
        writes: [`DELETE ${HYBRID}/clusters/ID/servers/ID`],
      },
      {
        title: 'renamed',
        files: { 'cluster.yaml': cluster('{ name: sales, renamedFrom: orders }', M1) },
        writes: [`PATCH ${HYBRID}/clusters/ID`],
      },
      {
        title: 'multicast instead of unicast: replaced',
        files: { 'cluster.yaml': cluster('{ name: sales }', 'mule-1', true) },
        writes: [`DELETE ${HYBRID}/clusters/ID`, `POST ${HYBRID}/clusters`],
      },
    ],
  },
  {
    kind: 'Application',
    files: {
      'servers.yaml': servers,
      'a.jar': 'version 1',
      'app.yaml': app('artifact: { file: a.jar }, desiredStatus: STARTED'),
    },
    creates: [`POST ${HYBRID}/applications`],
    edits: [
      { title: 'new bytes', files: { 'a.jar': 'version 2' }, writes: [`PATCH ${HYBRID}/applications/ID`] },
      {
        title: 'STARTED to STOPPED',
        files: { 'app.yaml': app('artifact: { file: a.jar }, desiredStatus: STOPPED') },
        writes: [`PATCH ${HYBRID}/applications/ID`],
      },
      {
        title: 'STOPPED to STARTED',
        files: { 'app.yaml': app('artifact: { file: a.jar }, desiredStatus: STARTED') },
        writes: [`PATCH ${HYBRID}/applications/ID`],
      },
      {
        title: 'another name of the same file',
        files: { 'b.jar': 'version 2', 'app.yaml': app('artifact: { file: b.jar }, desiredStatus: STARTED') },
        writes: [],
      },
      {
        title: 'properties, which the service does not give back',
        files: { 'app.yaml': app('artifact: { file: b.jar }, properties: { a: "1" }') },
        writes: [],
      },
    ],
  },
  {
    kind: 'UserGroup',
    files: {
      'users.yaml': users(
        '{ name: Payments Ops }',
        'description: Run, permissions: [SERVER_VIEW, VIEW_ALERTS]',
      ),
    },
    creates: ['POST /mmc/api/usergroups'],
    edits: [
      {
        title: 'a permission removed',
        files: {
          'users.yaml': users('{ name: Payments Ops }', 'description: Run, permissions: [SERVER_VIEW]'),
        },
        writes: ['PUT /mmc/api/usergroups/Payments%20Ops'],
      },
      {
        title: 'another description',
        files: {
          'users.yaml': users('{ name: Payments Ops }', 'description: Walk, permissions: [SERVER_VIEW]'),
        },
        writes: ['PUT /mmc/api/usergroups/Payments%20Ops'],
      },
      {
        title: 'renamed',
        files: {
          'users.yaml': users('{ name: Pay Ops, renamedFrom: Payments Ops }', 'permissions: [SERVER_VIEW]'),
        },
        writes: ['PUT /mmc/api/usergroups/Payments%20Ops'],
      },
    ],
  },
];
