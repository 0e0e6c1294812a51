/** Whoever looks at one target has no secrets of another one at hand, and need not have them. */
import { afterEach, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const OTHER = `apiVersion: muleteer/v1
kind: Console
metadata: { name: mmc }
spec:
  url: "\${env:OTHERS_URL}"
  credentials: { username: "\${env:OTHERS_USER}", password: "\${exec:others-password now}" }
`;

async function openTwo(): Promise<Bench> {
  const bench = await openBench();
  const spec =
    '{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { db.password: "${env:DB}" } }';
  const app = manifest('Application', 'pay-api', spec);
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), app), 'a.jar': 'bytes' });
  await bench.write({ 'console/console.yaml': OTHER });
  return bench;
}

afterEach(closeBenches);

test.each([
  ['plan', '--target', 'production'],
  ['plan', '--target', 'prod*'],
  ['apply', '--yes', '--target', 'production'],
  ['render', '--target', 'production'],
])('%s %s %s says nothing of them', async (...args) => {
  const bench = await openTwo();
  const { code, stderr } = await bench.cli(args, { env: { DB: 'x' } });
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/OTHERS|others|unknown/);
});

test('without a target all are asked for', async () => {
  const bench = await openTwo();
  const { stderr } = await bench.cli(['render'], { env: {} });
  for (const name of ['DB', 'OTHERS_URL', 'OTHERS_USER'])
    expect(stderr).toContain(`the variable ${name} is not set`);
  expect(stderr).toContain('${exec:others-password now} is unknown');
});

test('its own are asked for, and a lack of them is told', async () => {
  const bench = await openTwo();
  const { stderr } = await bench.cli(['render', '--target', 'production'], { env: {} });
  expect(stderr).toContain('the variable DB is not set');
  expect(stderr).not.toContain('OTHERS');
});
