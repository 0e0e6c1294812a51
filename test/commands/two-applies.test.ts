/** Two applies at once: one wins, the other writes nothing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cloneOf, git } from '../git/work-trees.ts';
import { type Bench, type CliResult, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectNoInnards } from '../support/failure.ts';
import { CONSOLE, documents, manifest } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';
import { leaveLock } from './dead-run.ts';
import { commit, ENV, folderBeside, groupFiles, openWorkTree, publishBench } from './git-bench.ts';

afterEach(closeBenches);

/** Nobody gets the list of servers before two have asked for it: both plan before either writes. */
async function relayForTwo(bench: Bench): Promise<string> {
  let asked = 0;
  let open: () => void = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  const relay = await startRelay(bench.sandbox.url, async ({ path }) => {
    if (!path.endsWith('/servers')) return undefined;
    asked += 1;
    if (asked >= 2) open();
    await both;
    return undefined;
  });
  return relay.url;
}

function expectOneWinner(results: readonly CliResult[]): CliResult {
  expect(results.map(({ code }) => code).sort(), results.map(({ stderr }) => stderr).join()).toEqual([0, 3]);
  const loser = results.find(({ code }) => code === 3) as CliResult;
  expect(loser.stderr).toMatch(/error: .* (is applying|applied|began to apply) production/);
  expectNoInnards(loser);
  return loser;
}

test('in one folder, with the record in a file', async () => {
  const bench = await openEstate();
  const url = await relayForTwo(bench);
  const file = join(bench.folder, 'all.yaml');
  await bench.write({ 'all.yaml': (await readFile(file, 'utf8')).replaceAll(bench.sandbox.url, url) });
  const args = ['apply', '--yes', '--record', 'file:record'];
  // The lock file is waited for as long as it would be: the other one holds it while the disk writes.
  const both = [1, 2].map(() => bench.cli(args, { breath: 50 }));
  expectOneWinner(await Promise.all(both));
  expect(await bench.writes()).toHaveLength(3);
  expect(await bench.cli(['plan', '--detailed-exitcode', '--record', 'none'])).toMatchObject({ code: 0 });
});

describe('with the record in git', () => {
  async function open(policy: string): Promise<Bench> {
    const bench = await openWorkTree(3, policy);
    const url = await relayForTwo(bench);
    await commit(bench, { 'env.yaml': (groupFiles(0, policy)['env.yaml'] ?? '').replaceAll('$URL', url) });
    return bench;
  }

  test('in one clone', async () => {
    const bench = await open('');
    const args = ['apply', '--yes'];
    const results = await Promise.all([bench.cli(args, { env: ENV }), bench.cli(args, { env: ENV })]);
    expectOneWinner(results);
    expect(await bench.writes()).toHaveLength(3);
  });

  test('in two clones, with a bare remote between them', async () => {
    const bench = await open('record: { remote: origin }');
    const bare = publishBench(bench);
    const clones = ['one', 'two'].map((name) => cloneOf(bare, folderBeside(name)));
    const runs = clones.map((cwd, index) => {
      const runner = { host: `host-${index}`, process: 1, isAlive: () => true };
      return bench.cli(['apply', '--yes'], { cwd, env: ENV, runner });
    });
    expectOneWinner(await Promise.all(runs));
    expect(await bench.writes()).toHaveLength(3);
    const ref = 'refs/muleteer/applied/production';
    expect(git(bare, 'log', '--format=%s', ref)).toMatch(/^applied/);
    // Whoever lost sees what the winner did, and has nothing left to do.
    await bench.clearLog();
    for (const cwd of clones) {
      expect(await bench.cli(['apply', '--yes'], { cwd, env: ENV })).toMatchObject({ code: 0 });
    }
    expect(await bench.writes()).toEqual([]);
  });
});

test('a lock that could be taken is given back where another could not', async () => {
  const record = ['--record', 'file:record'];
  const bench = await openEstate();
  const group = (permissions: string): string =>
    manifest('UserGroup', 'Ops', `{ permissions: [${permissions}] }`);
  await bench.write({ 'mmc.yaml': documents(CONSOLE, group('')) });
  expect(await bench.cli(['apply', '--yes', ...record])).toMatchObject({ code: 0 });
  await leaveLock(bench, { host: 'elsewhere', process: 7, leaseMs: 900_000, target: 'mmc' });
  // Something to do on both: the environment's lock is taken first.
  await bench.write({ 'mmc.yaml': documents(CONSOLE, group('VIEW_ALERTS')), 'a.jar': 'other bytes' });
  await bench.clearLog();
  expect(await bench.cli(['apply', '--yes', ...record])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('is applying mmc'),
  });
  expect(await bench.writes()).toEqual([]);
  const elsewhere = { host: 'another', process: 1, isAlive: () => true };
  const args = ['apply', '--yes', '--target', 'production', ...record];
  expect(await bench.cli(args, { runner: elsewhere })).toMatchObject({ code: 0 });
});
