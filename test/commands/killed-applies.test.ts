/** An apply that is killed (SIGKILL) at any of its calls: the next one takes over, and does nothing twice. */
import { afterEach, expect, test } from 'vitest';
import { cloneOf, git } from '../git/work-trees.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { type Killer, type Moment, startCommand, startKiller } from './command-process.ts';
import { ENV, folderBeside, publishBench } from './git-bench.ts';

afterEach(closeBenches);

/** A clock that runs, for there is nobody to move it for a process, and a service that takes its time. */
const WORLD = { clock: { mode: 'real' }, switches: { commandMs: 1, deployMs: 20 } } as const;
const PROPERTIES = '{ plain: v1 }';

interface Estate {
  readonly bench: Bench;
  readonly killer: Killer;
}

/** Four calls: a group with its application, an application that is deployed and then stopped. */
async function openEstate(policy = ''): Promise<Estate> {
  const bench = await openBench(WORLD);
  const killer = await startKiller(bench.sandbox.url);
  const environment = ENVIRONMENT.replace('$URL', killer.relay.url) + (policy === '' ? '' : `  ${policy}\n`);
  await bench.write({
    'a.jar': 'bytes',
    'all.yaml': documents(
      environment,
      servers('mule-1', 'mule-2'),
      manifest('ServerGroup', 'payments', '{ servers: [mule-1] }'),
      manifest(
        'Application',
        'pay-api',
        `{ target: { serverGroup: payments }, artifact: { file: ./a.jar }, properties: ${PROPERTIES} }`,
      ),
      manifest(
        'Application',
        'ord-api',
        '{ target: { server: mule-2 }, artifact: { file: ./a.jar }, desiredStatus: STOPPED }',
      ),
    ),
  });
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  git(bench.folder, 'add', '--all');
  git(bench.folder, 'commit', '--quiet', '-m', 'all');
  return { bench, killer };
}

const CALLS = 4;
const APPLY = ['apply', '--yes', '--parallelism', '1'];

/** Everything is there once, as declared, and known to be ours. */
async function expectConverged(bench: Bench, cwd: string, flags: readonly string[]): Promise<void> {
  const hand = await byHand(bench);
  expect(await hand.names('/serverGroups')).toEqual(['payments']);
  expect(await hand.names('/applications')).toEqual(['ord-api', 'pay-api']);
  for (const command of ['plan', 'drift']) {
    const { stdout } = await bench.cli([command, '-o', 'json', ...flags], { cwd, env: ENV });
    expect(JSON.parse(stdout), command).toMatchObject({
      resource_changes: [],
      calls: [],
      summary: { no_op: 5 },
    });
  }
}

const EACH_CALL = Array.from({ length: CALLS }, (_, index) => index + 1);
const FILE = ['--record', 'file:record'];

/** Where the record is makes no difference to when a run dies, so that each moment is tried with one of the two. */
const kills: readonly (readonly [Moment, number, readonly string[]])[] = [
  ...EACH_CALL.map((nth) => ['before it arrives', nth, []] as const),
  ...EACH_CALL.map((nth) => ['after it arrived', nth, FILE] as const),
  ...EACH_CALL.map((nth) => ['after its answer', nth, []] as const),
];

test.each(kills)('killed %s (call %i)', async (moment, nth, flags) => {
  const { bench, killer } = await openEstate();
  const killed = await killer.run([...APPLY, ...flags], bench.folder, nth, moment);
  expect(killed.code).toBe(-1);
  const done = (await bench.writes()).length;
  expect(done).toBeGreaterThanOrEqual(moment === 'before it arrives' ? nth - 1 : nth);
  const next = await startCommand([...APPLY, ...flags], bench.folder).ended;
  expect(`${next.code}\n${next.stderr}`).toMatch(/^0\n/);
  await expectConverged(bench, bench.folder, flags);
  const { stdout } = await bench.cli(['history', 'production', ...flags], { env: ENV });
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(stdout).toMatch(/ not ended$/m);
});

test('in one clone, and taken over from another, with a bare remote between them', async () => {
  const { bench, killer } = await openEstate('record: { remote: origin }');
  const bare = publishBench(bench);
  const clone = cloneOf(bare, folderBeside('clone'));
  expect(await killer.run(APPLY, bench.folder, 2, 'after it arrived')).toMatchObject({ code: -1 });
  const next = await startCommand(APPLY, clone).ended;
  expect(`${next.code}\n${next.stderr}`).toMatch(/^0\n/);
  await expectConverged(bench, clone, []);
  await expectConverged(bench, bench.folder, []);
});

test('a living run is not taken over', async () => {
  const { bench } = await openEstate();
  await bench.control('PATCH', 'switches', { deployMs: 3_600_000 });
  const first = startCommand(APPLY, bench.folder);
  await expect.poll(() => bench.writes(), { timeout: 20_000 }).not.toEqual([]);
  const writes = await bench.writes();
  const second = await startCommand(APPLY, bench.folder).ended;
  expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining('is applying production') });
  expect((await bench.writes()).slice(0, writes.length)).toEqual(writes);
  first.child.kill('SIGKILL');
  await first.ended;
  await bench.control('PATCH', 'switches', { deployMs: 1 });
  await bench.control('POST', 'clock', { advanceMs: 3_700_000 });
  const third = await startCommand(APPLY, bench.folder).ended;
  expect(`${third.code}\n${third.stderr}`).toMatch(/^0\n/);
});
