/** An estate of many environments: what all of them share has to be made for all of them. */
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { documents, manifest } from '../support/manifests.ts';

const NAMES = Array.from({ length: 24 }, (_, index) => `env-${index + 1}`);

afterEach(closeBenches);

function environment(name: string): string {
  const spec = `{ controlPlane: $URL, organization: Acme, environment: ${name}, credentials: { clientId: sandbox, clientSecret: sandbox } }`;
  const app = '{ target: { server: mule }, artifact: { file: ../a.jar } }';
  return documents(
    manifest('Environment', name, spec),
    manifest('Server', 'mule'),
    manifest('Application', 'pay-api', app),
  );
}

test('24 environments at once, and Node finds nothing to warn of', async () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', listen);
  const bench = await openBench({
    organizations: [{ name: 'Acme', environments: NAMES }],
    servers: NAMES.map((name) => ({ name: 'mule', environment: name })),
  });
  const files = NAMES.map((name) => [`${name}/all.yaml`, environment(name)]);
  await bench.write({ ...Object.fromEntries(files), 'a.jar': 'bytes' });
  const { code, stdout } = await bench.cli(['apply', '--yes', '--parallelism', '24']);
  process.off('warning', listen);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('24 of 24 calls') });
  expect(warnings).toEqual([]);
});
