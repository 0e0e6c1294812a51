/** What a person is told of each server while an application is deployed to several, and when it does not start. */
import { afterEach, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { APPLICATIONS, fault } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { type Event, eventsIn } from './events.ts';

afterEach(closeBenches);

const NAMES = ['mule-1', 'mule-2', 'mule-3'];

async function openGroup(deployMs = 2000): Promise<Bench> {
  const bench = await openBench({ switches: { deployMs } });
  const app = '{ target: { serverGroup: payments }, artifact: { file: ./a.jar } }';
  await bench.write({
    'all.yaml': documents(
      ENVIRONMENT,
      servers(...NAMES),
      manifest('ServerGroup', 'payments', `{ servers: [${NAMES.join(', ')}] }`),
      manifest('Application', 'pay-api', app),
    ),
    'a.jar': 'bytes',
  });
  return bench;
}

/** Server → status, as each `health` event of the application told them. */
function healthOf(events: readonly Event[]): readonly Readonly<Record<string, string>>[] {
  return events
    .filter(({ type, call }) => type === 'health' && call?.addr.includes('/Application/'))
    .map((event) => {
      const { members } = event.health as {
        readonly members: readonly { readonly name: string; readonly status: string }[];
      };
      return Object.fromEntries(members.map(({ name, status }) => [name, status]));
    });
}

test('every member is told, whenever one changes', async () => {
  const bench = await openGroup();
  const { code, stdout } = await bench.cli(['apply', '--yes', '-o', 'ndjson']);
  expect(code).toBe(0);
  const told = healthOf(eventsIn(stdout));
  expect(told.some((one) => NAMES.every((name) => one[name] === 'STARTING'))).toBe(true);
  expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(told.length);
});

test('where some fail, each is named with what the service says', async () => {
  const bench = await openGroup();
  for (const [server, message] of [
    ['mule-2', 'port 8081 is taken'],
    ['mule-3', 'no such file'],
  ]) {
    await bench.control('POST', 'deployments/fail', { application: 'pay-api', server, message });
  }
  const result = await bench.cli(['apply', '--yes', '-o', 'ndjson=events.ndjson', '-o', 'text']);
  expect(result.code).toBe(5);
  const said = 'DEPLOYMENT_FAILED on mule-2: port 8081 is taken; DEPLOYMENT_FAILED on mule-3: no such file';
  expect(result.stdout).toContain(`@payments   all.yaml:30\n    ${said}\n`);
  expect(result.stderr).toContain(`: ${said} (all.yaml:30)\n`);
});

test('what is not there in time says how each member was last', async () => {
  const bench = await openGroup(3_600_000);
  const result = await applyWhileSent(bench, ['--timeout', '90s'], async () => {
    await bench.control('POST', 'servers/mule-3', { status: 'DISCONNECTED' });
  });
  expect(result.code).toBe(5);
  const said = 'not there after 90 s: mule-1 STARTING, mule-2 STARTING, mule-3 is DISCONNECTED';
  expect(result.stdout).toContain(said);
  expect(result.stderr).toMatch(
    /^\d\d:\d\d:\d\dZ … c2 .*, \d+ s: mule-1, mule-2 starting · mule-3 is disconnected$/m,
  );
  // Every half minute, however often it is looked at.
  expect(result.stderr.match(/starting/g)?.length).toBeLessThanOrEqual(3);
});

/** Does something while the artifact is on its way. */
async function applyWhileSent(
  bench: Bench,
  flags: readonly string[],
  meanwhile: () => Promise<void>,
): Promise<CliResult> {
  const deploy = { method: 'POST', path: `^${APPLICATIONS}$` };
  await fault(bench, deploy, { type: 'delay', ms: 300 });
  const running = bench.cli(['apply', '--yes', ...flags]);
  const sent = async () =>
    (await bench.log()).some(({ method, path }) => `${method} ${path}` === `POST ${APPLICATIONS}`);
  await expect.poll(sent).toBe(true);
  await meanwhile();
  return running;
}
