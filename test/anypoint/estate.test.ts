/** Which business group and environment a manifest means: found by name, path or id, or refused with what there is. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

const ACME = 'a1b2c3d4-0000-4000-8000-000000000001';
const RETAIL = 'b0000000-0000-4000-8000-000000000001';
const SHOPS = 'b0000000-0000-4000-8000-000000000002';
const LIVE = 'e0000000-0000-4000-8000-0000000000ff';
const NOBODY = 'c0000000-0000-4000-8000-000000000009';

/** Acme ─ Retail ─ Shops, Acme ─ Bank ─ Shops: one server in each environment, named after it. */
async function open(): Promise<Bench> {
  const at = (organization: string, environment: string, name: string) => ({
    organization,
    environment,
    name,
  });
  return openBench({
    organizations: [
      { name: 'Acme', id: ACME, environments: ['Sandbox', { name: 'Design', type: 'design' }] },
      {
        name: 'Retail',
        id: RETAIL,
        parent: 'Acme',
        environments: ['Test', { name: 'Live', id: LIVE, type: 'production' }],
      },
      { name: 'Shops', id: SHOPS, parent: 'Retail', environments: ['Till'] },
      { name: 'Bank', parent: 'Acme', environments: ['Test'] },
      { name: 'Shops', parent: 'Bank', environments: ['Counter'] },
    ],
    clients: [
      { id: 'sandbox', secret: 'sandbox' },
      { id: 'retail', secret: 'sandbox', organization: 'Retail' },
    ],
    servers: [
      at('Acme', 'Sandbox', 'in-sandbox'),
      at('Retail', 'Test', 'in-retail-test'),
      at('Retail', 'Live', 'in-live'),
      at(SHOPS, 'Till', 'in-till'),
    ],
  });
}

async function plan(bench: Bench, organization: string, environment: string, server = 'mule-x') {
  const named = ENVIRONMENT.replace('organization: Acme', `organization: ${organization}`);
  const text = named.replace('environment: Sandbox', `environment: ${environment}`);
  await bench.write({ 'all.yaml': documents(text, servers(server)) });
  return bench.cli(['plan', '--all']);
}

describe('is found', () => {
  test.each([
    ['Acme', 'Sandbox', 'in-sandbox'],
    ['Retail', 'Test', 'in-retail-test'],
    ['Acme/Retail', 'Test', 'in-retail-test'],
    ['Retail/Shops', 'Till', 'in-till'],
    ['Acme/Retail/Shops', 'Till', 'in-till'],
    [RETAIL, 'Test', 'in-retail-test'],
    ['Retail', LIVE, 'in-live'],
    [RETAIL, LIVE, 'in-live'],
  ])('%s, environment %s', async (organization, environment, server) => {
    const bench = await open();
    const result = await plan(bench, organization, environment, server);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain(`= Server ${server}`);
  });

  test('from the variables', async () => {
    const bench = await open();
    const text = ENVIRONMENT.replace(/ {2}(organization|environment|controlPlane): .*\n/g, '');
    await bench.write({ 'all.yaml': documents(text, servers('in-live')) });
    const env = { ANYPOINT_ORG: 'Acme/Retail', ANYPOINT_ENV: 'Live', ANYPOINT_HOST: bench.sandbox.url };
    expect((await bench.cli(['plan', '--all'], { env })).stdout).toContain('= Server in-live');
  });

  /** What users who are members of few groups get to see. */
  const slim = async (bench: Bench, rows: readonly object[]) => {
    const user = { id: 'u', memberOfOrganizations: rows };
    const action = { type: 'respond', status: 200, body: { user } };
    await bench.control('POST', 'faults', { match: { path: '^/accounts/api/me$' }, action });
  };

  test('in the hierarchy below the organization, where nobody is a direct member', async () => {
    const bench = await open();
    await slim(bench, [{ id: ACME, name: 'Acme', parentId: null, parentName: null }]);
    const result = await plan(bench, 'Retail/Shops', 'Till', 'in-till');
    expect(result).toMatchObject({ stdout: expect.stringContaining('= Server in-till') });
  });

  test('in the hierarchy below a business group', async () => {
    const bench = await open();
    await slim(bench, [{ id: RETAIL, name: 'Retail', parentId: 'not-to-be-seen', parentName: 'Acme' }]);
    const result = await plan(bench, 'Retail/Shops', 'Till', 'in-till');
    expect(result).toMatchObject({ stdout: expect.stringContaining('= Server in-till') });
  });
});

describe('is refused', () => {
  test.each<readonly [string, string, RegExp, RegExp]>([
    ['Acmee', 'Sandbox', /there is no organization Acmee/, /Acme, Retail, Shops, Bank, Shops/],
    ['Shops/Retail', 'Till', /there is no organization Shops\/Retail/, /Acme/],
    [
      'Shops',
      'Till',
      /2 organizations are called Shops/,
      new RegExp(`Retail/Shops \\(${SHOPS}\\), Bank/Shops`),
    ],
    [NOBODY, 'Sandbox', /organization/, /./],
    ['Acme', 'Production', /Acme has no environment Production/, /its environments are Sandbox, Design/],
    ['Acme', 'sandbox', /Acme has no environment sandbox/, /Sandbox/],
    ['Acme', LIVE, /Acme has no environment/, /Sandbox/],
    ['Acme', 'Design', /Design is a design environment/, /sandbox or production/],
  ])('%s, environment %s', async (organization, environment, error, hint) => {
    const bench = await open();
    const result = await plan(bench, organization, environment);
    await expectFailure(result, { error, hint }, bench);
    expect((await bench.log()).filter(({ service }) => service === 'runtime-manager')).toEqual([]);
  });
});

test('every call to Runtime Manager names the organization and the environment', async () => {
  const bench = await openBench();
  const relay = await startRelay(bench.sandbox.url);
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT.replace('$URL', relay.url),
      servers('mule-1', 'mule-2'),
      manifest('ServerGroup', 'payments', '{ servers: [mule-1] }'),
      manifest(
        'Application',
        'pay-api',
        '{ target: { serverGroup: payments }, artifact: { file: ./a.jar } }',
      ),
    ),
    'a.jar': 'bytes',
  });
  expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
  const calls = relay.received.filter(({ path }) => path.startsWith('/hybrid/'));
  expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
  for (const { headers } of calls) {
    expect(headers).toMatchObject({
      'x-anypnt-org-id': ACME,
      'x-anypnt-env-id': 'e0000000-0000-4000-8000-00000000000a',
      authorization: expect.stringMatching(/^Bearer \S+$/),
    });
  }
});
