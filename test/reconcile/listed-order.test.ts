/** A service may list in any order. What is planned, and how it is told, does not depend on it. */
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const MEMBERS = ['mule-1', 'mule-2', 'mule-3'] as const;
const member = (name: string) => ({ name, ip: `10.0.0.${name.slice(-1)}` });

function cluster(...members: readonly string[]): string {
  const listed = members.map((name) => `{ name: ${name}, ip: ${member(name).ip} }`);
  return manifest('Cluster', 'orders', `{ multicast: false, servers: [${listed.join(', ')}] }`);
}

/** The plan of a third member for a cluster with two applications that were deployed in this order. */
async function planAfter(deployed: readonly string[]): Promise<object> {
  const bench = await openBench({
    servers: MEMBERS.map((name, index) => ({ name, id: 100 + index })),
    clusters: [{ name: 'orders', id: 200, multicast: false, servers: MEMBERS.slice(0, 2).map(member) }],
    applications: deployed.map((name) => ({ name, target: { cluster: 'orders' }, contents: name })),
  });
  const applications = ['ord-api', 'pay-api'].map((name) =>
    manifest('Application', name, `{ target: { cluster: orders }, artifact: { file: ./${name}.jar } }`),
  );
  const all = documents(ENVIRONMENT, servers(...MEMBERS), cluster(...MEMBERS), ...applications);
  await bench.write({ 'all.yaml': all, 'ord-api.jar': 'ord-api', 'pay-api.jar': 'pay-api' });
  const { code, stdout } = await bench.cli(['plan', '--record', 'none', '-o', 'json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

test('two applications that were deployed the other way round make the same plan', async () => {
  const plan = await planAfter(['ord-api', 'pay-api']);
  expect(JSON.stringify(plan)).toContain('app-restart');
  expect(await planAfter(['pay-api', 'ord-api'])).toEqual(plan);
});
