/**
 * The service is known to be loose: numbers and booleans as strings, members that come and go, words that nobody
 * has heard of. An estate that is as declared stays so, whatever clothes it wears.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { NOTHING_TO_DO, planSummary } from '../support/summary.ts';

afterEach(closeBenches);

type Row = Record<string, unknown>;
type Change = (row: Row, list: string) => unknown;

/** A group, a cluster of each sort and an application on each, all as declared; `change` alters every row. */
async function planOf(change: Change, args: readonly string[] = []) {
  const bench = await openBench({
    serverGroups: [{ name: 'payments', servers: ['mule-1', 'mule-2'] }],
    clusters: [
      { name: 'orders', multicast: true, servers: ['mule-3'] },
      { name: 'stock', multicast: false, servers: [{ name: 'mule-4', ip: '10.0.0.14' }] },
    ],
    applications: [
      { name: 'pay-api', target: 'payments', fileName: 'a.jar', contents: 'bytes' },
      { name: 'ord-api', target: 'orders', fileName: 'a.jar', contents: 'bytes', desiredStatus: 'STOPPED' },
    ],
  });
  const relay = await startRelay(bench.sandbox.url, ({ method, path, headers }) =>
    method === 'GET' && path.startsWith('/hybrid/')
      ? altered(bench, path, headers.authorization, change)
      : undefined,
  );
  const application = (target: string, more = '') =>
    `{ target: ${target}, artifact: { file: ./a.jar }${more} }`;
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT.replace('$URL', relay.url),
      servers('mule-1', 'mule-2', 'mule-3', 'mule-4'),
      manifest('ServerGroup', 'payments', '{ servers: [mule-1, mule-2] }'),
      manifest('Cluster', 'orders', '{ multicast: true, servers: [mule-3] }'),
      manifest('Cluster', 'stock', '{ multicast: false, servers: [{ name: mule-4, ip: 10.0.0.14 }] }'),
      manifest(
        'Application',
        'pay-api',
        application('{ serverGroup: payments }', ', desiredStatus: STARTED'),
      ),
      manifest('Application', 'ord-api', application('{ cluster: orders }', ', desiredStatus: STOPPED')),
    ),
    'a.jar': 'bytes',
  });
  return planSummary(bench, args);
}

async function altered(bench: Bench, path: string, authorization: string | undefined, change: Change) {
  const response = await fetch(`${bench.sandbox.url}${path}`, {
    headers: {
      authorization: authorization ?? '',
      'x-anypnt-org-id': 'a1b2c3d4-0000-4000-8000-000000000001',
      'x-anypnt-env-id': 'e0000000-0000-4000-8000-00000000000a',
    },
  });
  const { data } = (await response.json()) as { data: Row[] | Row };
  const list = path.split('/')[4] ?? '';
  const body = Array.isArray(data) ? data.map((row) => change(row, list)) : change(data, list);
  return { status: response.status, body: { data: body } };
}

/** Every number and boolean below a value as a string. */
function texts(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)]));
}

function without(row: Row, ...keys: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}

const only =
  (kind: string, change: (row: Row) => unknown): Change =>
  (row, list) =>
    list === kind ? change(row) : row;

describe('an estate that is as declared stays so', () => {
  test.each<readonly [string, Change]>([
    ['as it usually is', (row) => row],
    ['numbers and booleans as strings', (row) => texts(row)],
    [
      'multicastEnabled as "TRUE" and "False"',
      only('clusters', (row) => ({
        ...row,
        multicastEnabled: row.multicastEnabled === true ? 'TRUE' : 'False',
      })),
    ],
    ['multicastEnabled left out', only('clusters', (row) => without(row, 'multicastEnabled'))],
    [
      'addresses of members left out',
      only('clusters', (row) => ({
        ...row,
        servers: (row.servers as Row[]).map((member) => without(member, 'serverIp')),
      })),
    ],
    ['members of groups left out', only('serverGroups', (row) => without(row, 'servers'))],
    ['members that nobody knows', (row) => ({ ...row, brandNew: { deep: [1] }, visibilityMap: null })],
    [
      'words that nobody knows',
      (row) => ({ ...row, status: 'COMM_ISSUE', type: 'NEW_TYPE', serverType: 'X' }),
    ],
    ['servers without optional members', only('servers', ({ id, name, status }) => ({ id, name, status }))],
    [
      'checksums in capitals',
      only('applications', (row) => ({
        ...row,
        artifact: {
          ...(row.artifact as Row),
          fileChecksum: String((row.artifact as Row).fileChecksum).toUpperCase(),
        },
      })),
    ],
    [
      'applications without what their servers say',
      only('applications', (row) => without(row, 'serverArtifacts')),
    ],
    [
      'targets by their id alone',
      only('applications', (row) => ({
        ...row,
        target: { id: (row.target as Row).id },
      })),
    ],
  ])('%s', async (_, change) => {
    const result = await planOf(change, ['--detailed-exitcode']);
    expect(result).toMatchObject({ code: 0, stderr: '', summary: NOTHING_TO_DO });
  });
});

test('an address that is not reported keeps a member in its place while another joins', async () => {
  const bench = await openBench({
    clusters: [{ name: 'stock', multicast: false, servers: [{ name: 'mule-1', ip: '10.0.0.11' }] }],
  });
  const hide: Change = (row, list) =>
    list === 'clusters'
      ? { ...row, servers: (row.servers as Row[]).map((member) => without(member, 'serverIp')) }
      : row;
  const relay = await startRelay(bench.sandbox.url, ({ method, path, headers }) =>
    method === 'GET' && path.startsWith('/hybrid/')
      ? altered(bench, path, headers.authorization, hide)
      : undefined,
  );
  const members = '{ name: mule-1, ip: 10.0.0.11 }, { name: mule-2, ip: 10.0.0.12 }';
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT.replace('$URL', relay.url),
      servers('mule-1', 'mule-2'),
      manifest('Cluster', 'stock', `{ multicast: false, servers: [${members}] }`),
    ),
  });
  const { calls } = JSON.parse((await bench.cli(['plan', '-o', 'json'])).stdout) as {
    readonly calls: readonly { readonly method: string }[];
  };
  expect(calls.map(({ method }) => method)).toEqual(['POST']);
});

describe('rows that cannot be used', () => {
  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a text', 'mule-9'],
    ['an empty object', {}],
    ['a list', []],
    ['an id that is no number', { id: 'abc', name: 'mule-9' }],
  ])('%s is passed over', async (_, extra) => {
    let done = false;
    const result = await planOf((row) => {
      if (done || row.name !== 'mule-6') return row;
      done = true;
      return extra;
    });
    expect(result).toMatchObject({ code: 0, summary: NOTHING_TO_DO });
  });

  test('an artifact whose checksum is no SHA-1 is not compared by it', async () => {
    const md5 = { fileChecksum: 'd41d8cd98f00b204e9800998ecf8427e' };
    const result = await planOf(
      only('applications', (row) => ({ ...row, artifact: { ...(row.artifact as Row), ...md5 } })),
    );
    expect(result).toMatchObject({ code: 0 });
  });
});
