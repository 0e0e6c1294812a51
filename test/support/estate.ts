/** A small estate to change: a server group, and an application on it and on a server of its own. */
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, openBench } from './bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from './manifests.ts';

export const GROUP = manifest(
  'ServerGroup',
  'payments',
  '{ servers: [mule-1] }',
  'labels: { team: pay, tier: "1" }',
);
const PAY = manifest(
  'Application',
  'pay-api',
  '{ target: { serverGroup: payments }, artifact: { file: ./a.jar } }',
  'labels: { team: pay }',
);
const ORDERS = manifest(
  'Application',
  'ord-api',
  '{ target: { server: mule-2 }, artifact: { file: ./a.jar }, desiredStatus: STARTED }',
  'labels: { team: orders }',
);

/** Three calls: the group, and, after it, its application; beside them the other application. */
export async function openEstate(world: WorldInput = {}, ...more: readonly string[]): Promise<Bench> {
  const bench = await openBench(world);
  await bench.write({
    'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2'), GROUP, PAY, ORDERS, ...more),
    'a.jar': 'bytes',
  });
  return bench;
}

/** The next requests that match are answered, or treated, like this. */
export async function fault(bench: Bench, match: object, action: object, times = 1): Promise<void> {
  await bench.control('POST', 'faults', { match, times, action });
}

export const SERVER_GROUPS = '/hybrid/api/v1/serverGroups';
export const APPLICATIONS = '/hybrid/api/v1/applications';
