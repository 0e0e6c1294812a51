/** What becomes of an update after which an application does not become healthy. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { APPLICATIONS } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const GROUP = manifest('ServerGroup', 'orders', '{ servers: [mule-1, mule-2, mule-3] }');
const ROLLBACK = 'rollout: { onFailure: rollback }';

interface Wanted {
  readonly file?: string;
  readonly properties?: string;
  readonly rollout?: string;
  readonly more?: string;
}

function orders({ file = 'v1.jar', properties = '{ env: one }', rollout = ROLLBACK, more = '' }: Wanted) {
  const parts = [
    'target: { serverGroup: orders }',
    `artifact: { file: ./${file} }`,
    ...(properties === '' ? [] : [`properties: ${properties}`]),
    ...(rollout === '' ? [] : [rollout]),
    ...(more === '' ? [] : [more]),
  ];
  return manifest('Application', 'orders-api', `{ ${parts.join(', ')} }`);
}

async function declare(bench: Bench, wanted: Wanted, ...others: readonly string[]): Promise<void> {
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT,
      servers('mule-1', 'mule-2', 'mule-3'),
      GROUP,
      orders(wanted),
      ...others,
    ),
    'v1.jar': 'one',
    'v2.jar': 'two',
  });
}

/** A group of three, with the first version on it. */
async function openOrders(first: Wanted = {}): Promise<Bench> {
  const bench = await openBench();
  await declare(bench, first);
  const applied = await bench.cli(['apply', '--yes', ...RECORD]);
  expect(`${applied.code} ${applied.stderr}`).toMatch(/^0 /);
  await bench.clearLog();
  return bench;
}

interface Row {
  readonly name: string;
  readonly artifact: { readonly fileName: string };
  readonly configuration?: Readonly<Record<string, { readonly properties: object }>>;
  readonly serverArtifacts: readonly {
    readonly reported: string;
    readonly artifact: { readonly fileName: string };
  }[];
}

async function live(bench: Bench, name = 'orders-api') {
  await bench.settle();
  const { applications } = (await bench.control('GET', 'world')) as { applications: readonly Row[] };
  const row = applications.find((one) => one.name === name);
  return {
    artifact: row?.artifact.fileName,
    members: row?.serverArtifacts.map(({ reported, artifact }) => `${artifact.fileName} ${reported}`),
    properties: row?.configuration?.['mule.agent.application.properties.service']?.properties,
  };
}

async function failOn(bench: Bench, about: object): Promise<void> {
  await bench.control('POST', 'deployments/fail', {
    application: 'orders-api',
    message: 'no port',
    ...about,
  });
}

const OLD = { artifact: 'v1.jar', members: ['v1.jar STARTED', 'v1.jar STARTED', 'v1.jar STARTED'] };

describe('a new artifact that fails on one of three members', () => {
  it('gives way to the old one, properties included, and the next plan says what still differs from git', async () => {
    const bench = await openOrders();
    await declare(bench, { file: 'v2.jar', properties: '{ env: two }' });
    await failOn(bench, { server: 'mule-2', fileName: 'v2.jar' });
    const result = await bench.cli(['apply', '--yes', '-o', 'json', ...RECORD]);
    console.log(result.stderr);
    expect(result.code).toBe(5);
    expect(await live(bench)).toEqual({ ...OLD, properties: { env: 'one' } });
    const next = await bench.cli(['plan', ...RECORD]);
    console.log(next.stdout);
  });
});
