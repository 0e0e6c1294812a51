/** What the turns of a fleet cost where nothing has changed. Counted, so that no machine is too slow for it: the times are in `bench/`. */
import { afterEach, expect, it } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startService, stopServices } from '../support/service.ts';
import { ADA, commit } from './git-bench.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const INTERVAL = 300_000;
const ROUNDS = 3;

const ENVIRONMENTS = named('env', 5);
const SERVERS = named('mule', 10);
const GROUPS = named('group', 2);
const CLUSTERS = named('cluster', 1);
const APPLICATIONS = named('app', 37);

/** A plan of one environment asks this, each once, whatever there is in it. */
const TURN = [
  'POST /accounts/api/v2/oauth2/token',
  'GET /accounts/api/me',
  'GET /accounts/api/organizations/ID/environments',
  'GET /hybrid/api/v1/servers',
  'GET /hybrid/api/v1/serverGroups',
  'GET /hybrid/api/v1/clusters',
  'GET /hybrid/api/v1/applications',
];

function named(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);
}

/** Two servers each, which no other group or cluster has. */
function membersOf(place: string): readonly string[] {
  const at = [...GROUPS, ...CLUSTERS].indexOf(place) * 2;
  return SERVERS.slice(at, at + 2);
}

function placeOf(application: string): string {
  const places = [...GROUPS, ...CLUSTERS];
  return places[APPLICATIONS.indexOf(application) % places.length] ?? '';
}

/** 5 environments of 50 resources each, all of it as declared, and committed. */
async function openFleet(): Promise<Bench> {
  const everywhere = <Row extends object>(rows: readonly Row[]) =>
    ENVIRONMENTS.flatMap((environment) => rows.map((row) => ({ ...row, environment })));
  const bench = await openBench({
    organizations: [{ name: 'Acme', environments: ENVIRONMENTS }],
    servers: everywhere(SERVERS.map((name) => ({ name }))),
    serverGroups: everywhere(GROUPS.map((name) => ({ name, servers: membersOf(name) }))),
    clusters: everywhere(CLUSTERS.map((name) => ({ name, servers: membersOf(name) }))),
    applications: everywhere(APPLICATIONS.map((name) => ({ name, target: placeOf(name), contents: name }))),
  });
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  const archives = APPLICATIONS.map((name) => [`artifacts/${name}.jar`, name] as const);
  const manifests = ENVIRONMENTS.map((name) => [`${name}/all.yaml`, environment(name)] as const);
  await commit(bench, Object.fromEntries([...archives, ...manifests]));
  return bench;
}

function environment(name: string): string {
  const groups = GROUPS.map((group) =>
    manifest('ServerGroup', group, `{ servers: [${membersOf(group).join(', ')}] }`),
  );
  const clusters = CLUSTERS.map((cluster) =>
    manifest('Cluster', cluster, `{ multicast: true, servers: [${membersOf(cluster).join(', ')}] }`),
  );
  const applications = APPLICATIONS.map((application) => {
    const place = placeOf(application);
    const target = `${CLUSTERS.includes(place) ? 'cluster' : 'serverGroup'}: ${place}`;
    const artifact = `{ file: ../artifacts/${application}.jar }`;
    return manifest('Application', application, `{ target: { ${target} }, artifact: ${artifact} }`);
  });
  const target = ENVIRONMENT.replace('name: production', `name: ${name}`).replace(
    'environment: Sandbox',
    `environment: ${name}`,
  );
  return documents(target, servers(...SERVERS), ...groups, ...clusters, ...applications);
}

/** Each request once, with how often it was sent. */
async function counted(bench: Bench): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { method, path } of await bench.log()) {
    const request = `${method} ${path.replace(/[0-9a-f-]{36}/, 'ID')}`;
    counts[request] = (counts[request] ?? 0) + 1;
  }
  return counts;
}

it('sends 7 requests for each idle turn, and writes nothing', async () => {
  const bench = await openFleet();
  const service = startService(bench, { env: ADA });
  await service.turned(ENVIRONMENTS.length);
  expect(new Set(service.turns())).toEqual(new Set(ENVIRONMENTS.map((name) => `${name} start in_sync`)));
  const record = git(bench.folder, 'for-each-ref', 'refs/muleteer');
  expect(record.split('\n')).toHaveLength(ENVIRONMENTS.length);
  await bench.clearLog();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await service.clock.advance(INTERVAL);
    await service.turned(ENVIRONMENTS.length * (1 + round));
  }
  const idle = service.turns().slice(ENVIRONMENTS.length);
  expect(new Set(idle)).toEqual(new Set(ENVIRONMENTS.map((name) => `${name} interval in_sync`)));
  expect(idle).toHaveLength(ENVIRONMENTS.length * ROUNDS);
  expect(await counted(bench)).toEqual(Object.fromEntries(TURN.map((request) => [request, idle.length])));
  expect(await bench.writes()).toEqual([]);
  expect(git(bench.folder, 'for-each-ref', 'refs/muleteer')).toBe(record);
});
