import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { createPaint } from '../../src/render/paint.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const ENVIRONMENT = `apiVersion: muleteer/v1
kind: Environment
metadata: { name: production }
spec: { organization: Acme, environment: Production, credentials: { clientId: "\${env:ID}", clientSecret: "\${env:SECRET}" } }
---
apiVersion: muleteer/v1
kind: Console
metadata: { name: mmc }
spec: { url: "http://localhost:8080/mmc" }
---
apiVersion: muleteer/v1
kind: Server
metadata: { name: mule-1 }
---
apiVersion: muleteer/v1
kind: Server
metadata: { name: mule-2, renamedFrom: mule-old }
spec: {}
`;

const document = (kind: string, name: string, spec: unknown) =>
  `---\napiVersion: muleteer/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${JSON.stringify(spec)}\n`;

const ENV = { ID: 'id-of-the-app', SECRET: 'hunter2' };

async function desire(more: string) {
  const folder = temporaryRepository({
    'apps/a.jar': 'x',
    'a.csr': 'x',
    'all.yaml': `${ENVIRONMENT}${more}`,
  });
  const result = await loadAll(folder, ['.'], ENV);
  const resources = result.targets.flatMap((target) => target.resources);
  return {
    ...result,
    folder,
    specs: Object.fromEntries(resources.map(({ key, spec }) => [key, spec])),
    resources,
  };
}

describe('the canonical form of', () => {
  test('a Server, with files as written', async () => {
    const registration = { csr: './a.csr', muleVersion: '4.4.0', certificateOut: 'out.pem' };
    const { specs, diagnostics } = await desire(document('Server', 'mule-3', { registration }));
    expect(diagnostics).toEqual([]);
    expect(specs['Server/mule-1']).toEqual({});
    expect(specs['Server/mule-3']).toEqual({
      registration: {
        csr: './a.csr',
        muleVersion: '4.4.0',
        certificateOut: 'out.pem',
      },
    });
  });

  test('a Server, with the versions that should run there', async () => {
    const expected = { muleVersion: '4.4.0', agentVersion: '2.5.4' };
    const { specs, diagnostics } = await desire(document('Server', 'mule-3', { expect: expected }));
    expect(diagnostics).toEqual([]);
    expect(specs['Server/mule-3']).toEqual({ expect: expected });
  });

  test('a ServerGroup, which may be empty', async () => {
    const more =
      document('ServerGroup', 'empty', { servers: [] }) +
      document('ServerGroup', 'two', { servers: ['mule-2', 'mule-1'] });
    const { specs, diagnostics } = await desire(more);
    expect(diagnostics).toEqual([]);
    expect(specs['ServerGroup/empty']).toEqual({ servers: [] });
    expect(specs['ServerGroup/two']).toEqual({ servers: ['mule-2', 'mule-1'] });
  });

  test('a Cluster, whose members are always maps', async () => {
    const unicast = {
      multicast: false,
      servers: [
        { name: 'mule-1', ip: '10.0.0.1' },
        { name: 'mule-2', ip: 'fe80::1' },
      ],
    };
    expect((await desire(document('Cluster', 'orders', unicast))).specs['Cluster/orders']).toEqual(unicast);
    const { specs, diagnostics } = await desire(
      document('Cluster', 'orders', { multicast: true, servers: ['mule-1', { name: 'mule-2' }] }),
    );
    expect(diagnostics).toEqual([]);
    expect(specs['Cluster/orders']).toEqual({
      multicast: true,
      servers: [{ name: 'mule-1' }, { name: 'mule-2' }],
    });
  });

  test('an Application, one for each place', async () => {
    const spec = {
      targets: [{ server: 'mule-1' }, { serverGroup: 'two' }],
      artifact: { file: 'apps/a.jar' },
      properties: {},
    };
    const { specs, diagnostics } = await desire(
      document('ServerGroup', 'two', { servers: ['mule-2'] }) + document('Application', 'orders-api', spec),
    );
    expect(diagnostics).toEqual([]);
    const artifact = { file: 'apps/a.jar' };
    expect(specs['Application/orders-api@Server:mule-1']).toEqual({
      target: { server: 'mule-1' },
      artifact,
      properties: {},
    });
    expect(specs['Application/orders-api@ServerGroup:two']).toEqual({
      target: { serverGroup: 'two' },
      artifact,
      properties: {},
    });
  });

  test('an Application from Exchange', async () => {
    const exchange = { groupId: 'g', artifactId: 'a', version: '1.0.0' };
    const { specs } = await desire(
      document('Application', 'orders-api', {
        target: { server: 'mule-1' },
        artifact: { exchange },
        desiredStatus: 'STOPPED',
      }),
    );
    expect(specs['Application/orders-api@Server:mule-1']).toEqual({
      target: { server: 'mule-1' },
      artifact: { exchange },
      desiredStatus: 'STOPPED',
    });
  });

  test('a UserGroup, with sorted permissions', async () => {
    const { specs, diagnostics } = await desire(
      document('UserGroup', 'Payments Ops', {
        description: '',
        permissions: ['VIEW_ALERTS', 'SERVER_VIEW', 'VIEW_ALERTS'],
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(specs['UserGroup/Payments Ops']).toEqual({
      description: '',
      permissions: ['SERVER_VIEW', 'VIEW_ALERTS'],
    });
  });
});

test('resources are sorted by key, know their target and what they were called', async () => {
  const { resources, targets } = await desire('');
  expect(targets.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'Environment production',
    'Console mmc',
  ]);
  expect(resources.map(({ key, target, formerKey, selected }) => [key, target, formerKey, selected])).toEqual(
    [
      ['Server/mule-1', 'production', null, true],
      ['Server/mule-2', 'production', 'Server/mule-old', true],
    ],
  );
  expect(resources[0]?.manifest.metadata.environment).toBe('production');
});

test('names may be handed on and traded', async () => {
  const rename = (name: string, from: string) =>
    `---\napiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: ${name}, renamedFrom: ${from} }\nspec: { servers: [] }\n`;
  expect((await desire(rename('one', 'two') + rename('two', 'three'))).diagnostics).toEqual([]);
  expect((await desire(rename('one', 'two') + rename('two', 'one'))).diagnostics).toEqual([]);
});

test('the order of documents changes nothing', async () => {
  const parts = ENVIRONMENT.split('---\n');
  const reversed = temporaryRepository({ 'all.yaml': [...parts].reverse().join('---\n') });
  const { targets } = await loadAll(reversed, ['.'], ENV);
  const { targets: original } = await desire('');
  const keys = (all: typeof targets) =>
    all.map(({ name, resources }) => [name, resources.map(({ key }) => key)]);
  expect(keys(targets)).toEqual(keys(original));
});

test('an anchor serves several places', async () => {
  const { specs, diagnostics } = await desire(
    '---\napiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: &n group-one, labels: { also: *n } }\nspec: { servers: [] }\n',
  );
  expect(diagnostics).toEqual([]);
  expect(specs['ServerGroup/group-one']).toEqual({ servers: [] });
});

test('no diagnostic shows the value of a secret', async () => {
  const bad = document('Application', 'orders-api', {
    target: { server: 'nowhere' },
    artifact: { file: 'gone.jar' },
    properties: { a: 'x$' + '{env:SECRET}', b: 1, c: '$' + '{value:x}' },
    wrong: '$' + '{env:SECRET}',
  });
  const { diagnostics, manifests } = await desire(bad);
  expect(diagnostics.length).toBeGreaterThan(2);
  expect(renderDiagnostics(diagnostics, { columns: 100, paint: createPaint(false) })).not.toContain(
    'hunter2',
  );
  expect(JSON.stringify(manifests.map(({ spec }) => spec))).not.toContain('hunter2');
});

test('targets may leave to variables where they are', async () => {
  const folder = temporaryRepository({
    'all.yaml': `apiVersion: muleteer/v1\nkind: Environment\nmetadata: { name: a }\n---\napiVersion: muleteer/v1\nkind: Console\nmetadata: { name: b }\n`,
  });
  const env = { ANYPOINT_ORG: 'Acme', ANYPOINT_ENV_FILE: '/run/env', MMC_URL: 'http://localhost:1/mmc' };
  expect((await loadAll(folder, ['.'], env)).diagnostics).toEqual([]);
  const remote = await loadAll(folder, ['.'], { ...env, MMC_URL: 'http://mmc.example.com/mmc' });
  expect(remote.diagnostics.map(({ code }) => code)).toEqual(['plain_http']);
});
