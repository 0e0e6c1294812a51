/**
 * The command as a process, killed while each write of a plan is answered, in turn. The next run converges: nothing
 * is there twice, and every write took effect once, but for the one whose properties nobody can read back.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { forward, startRelay } from '../support/relay.ts';
import { effectiveWrites, plannedWrites, RECORD } from './effective-writes.ts';

afterEach(closeBenches);

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');
const ALL = ['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5', 'mule-6'];

const group = (name: string, members: string, metadata = ''): string =>
  manifest('ServerGroup', name, `{ servers: [${members}] }`, metadata);
const app = (name: string, target: string, version: string, more = ''): string =>
  manifest('Application', name, `{ target: { ${target} }, artifact: { file: ${version}.jar }${more} }`);
const users = (name: string, permissions: string, metadata = ''): string =>
  manifest('UserGroup', name, `{ permissions: [${permissions}] }`, metadata);
const numbered = (count: number, make: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const ENVIRONMENTS = documents(
  `${ENVIRONMENT}  prune: owned\n  guards: { maxDeletes: 100, maxUpdates: 100, maxRestarts: 100 }\n`,
  CONSOLE.replace('admin } }', 'admin }, prune: owned }'),
  servers(...ALL),
);

const BEFORE = documents(
  ENVIRONMENTS,
  group('old', 'mule-1, mule-2'),
  group('kept', 'mule-3'),
  app('pay', 'serverGroup: old', 'v1'),
  ...numbered(4, (number) => app(`ship-${number}`, 'serverGroup: kept', 'v1')),
  users('Ops', 'SERVER_VIEW'),
  users('Gone', 'SERVER_VIEW'),
);

/** A bit of everything: moves, copies, new bytes, a rename, a cluster, deployments, user groups. */
const AFTER = documents(
  ENVIRONMENTS,
  group('new', 'mule-1', 'renamedFrom: old'),
  group('kept', 'mule-3, mule-4'),
  manifest('Cluster', 'orders', '{ multicast: true, servers: [mule-2, mule-5] }'),
  app('pay', 'serverGroup: new', 'v2', ', properties: { a: "1" }'),
  ...numbered(3, (number) => app(`ship-${number}`, 'serverGroup: kept', 'v2')),
  ...numbered(8, (number) => app(`order-${number}`, 'cluster: orders', 'v1', ', desiredStatus: STARTED')),
  app('alone', 'server: mule-6', 'v1', ', desiredStatus: STOPPED'),
  users('Operators', 'SERVER_VIEW', 'renamedFrom: Ops'),
  ...numbered(4, (number) => users(`Team ${number}`, 'SERVER_VIEW, VIEW_ALERTS')),
);

const CALLS = 26;

test.each(numbered(CALLS, String).map(Number))('killed at write %i', async (number) => {
  const life = await openBefore();
  const planned = await plannedWrites(life.bench);
  expect(planned).toHaveLength(CALLS);
  await life.bench.clearLog();
  expect(await life.dieAt(number)).toBeGreaterThanOrEqual(number);
  const again = await life.apply();
  expect(again, again.stdout + again.stderr).toMatchObject({ code: 0 });
  const effective = await effectiveWrites(life.bench);
  // Its properties cannot be read back: it may be sent a second time (contract, section 8).
  const doubted = effective.length > planned.length ? ['PATCH /hybrid/api/v1/applications/ID'] : [];
  expect(effective).toEqual([...planned, ...doubted].sort());
  expect(await plannedWrites(life.bench)).toEqual([]);
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Life {
  readonly bench: Bench;
  apply(): Promise<Ended>;
  /** An apply that is killed while this write is answered; resolves to how many it sent. */
  dieAt(number: number): Promise<number>;
}

async function openBefore(): Promise<Life> {
  const bench = await openBench({
    clock: { mode: 'real' },
    switches: { commandMs: 1, deployMs: 1, deleteMs: 1 },
  });
  let onWrite = async (): Promise<void> => {};
  const relay = await startRelay(bench.sandbox.url, async (request) => {
    if (request.method === 'GET' || request.path.startsWith('/accounts/')) return undefined;
    const answer = await forward(bench.sandbox.url, request);
    await onWrite();
    return answer;
  });
  const write = (text: string) => bench.write({ 'all.yaml': text.replaceAll('$URL', relay.url) });
  await bench.write({ 'v1.jar': 'version 1', 'v2.jar': 'version 2' });
  await write(BEFORE);
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await write(AFTER);
  return {
    bench,
    apply: () => startApply(bench).ended,
    async dieAt(number) {
      let writes = 0;
      const { child, ended } = startApply(bench);
      onWrite = async () => {
        writes += 1;
        if (writes !== number) return;
        child.kill('SIGKILL');
        await ended;
      };
      await ended;
      onWrite = async () => {};
      return writes;
    },
  };
}

function startApply(bench: Bench) {
  const child = spawn(process.execPath, [MAIN, 'apply', '--yes', ...RECORD], { cwd: bench.folder, env: {} });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (text) => {
      written[name] += text;
    });
  }
  const ended = new Promise<Ended>((exit) => child.on('close', (code) => exit({ code, ...written })));
  return { child, ended };
}
