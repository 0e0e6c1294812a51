/** The record fails in the middle of an apply: no further call is sent, and what was done is told. */
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { expectNoInnards } from '../support/failure.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const APPLY = ['apply', '--yes', ...RECORD];

/** Three groups of a console, which takes one call at a time; something happens while one of them is on its way. */
async function openEventful(call: number, event: (bench: Bench) => Promise<void> | void): Promise<Bench> {
  const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
  let writes = 0;
  const relay = await startRelay(bench.sandbox.url, async ({ method }) => {
    if (method === 'GET') return undefined;
    writes += 1;
    if (writes === call) await event(bench);
    return undefined;
  });
  const text = await readFile(join(bench.folder, 'mmc.yaml'), 'utf8');
  await bench.write({ 'mmc.yaml': text.replaceAll(bench.sandbox.url, relay.url) });
  return bench;
}

/** Another process of this host, to which ours looks dead. */
const OTHER = { host: 'bench', process: 2, isAlive: () => false };

async function takeLock(bench: Bench): Promise<void> {
  const { code } = await bench.cli(['unlock', 'mmc', ...RECORD], { runner: OTHER });
  expect(code).toBe(0);
}

function loseRecord({ folder }: Bench): void {
  rmSync(join(folder, 'record'), { recursive: true });
  writeFileSync(join(folder, 'record'), 'a file where the folder was');
}

function expectBehind(result: CliResult, why: RegExp): void {
  expect(result.code).toBe(4);
  const errors = result.stderr.split('\n').filter((line) => line.startsWith('error:'));
  expect(errors).toEqual([expect.stringMatching(/^error: the record does not know all that was done: /)]);
  expect(errors[0]).toMatch(why);
  expectNoInnards(result);
}

test.each([
  ['somebody unlocked it', takeLock, /the lock on mmc is no longer ours: the last run, .* is interrupted/],
  ['its folder is gone', loseRecord, /the record cannot be kept in .*record/],
] as const)('%s', async (_, event, why) => {
  const bench = await openEventful(2, event);
  const result = await bench.cli(APPLY);
  expectBehind(result, why);
  expect(await bench.writes(), 'the call on its way was finished').toHaveLength(2);
  expect(result.stdout).toMatch(/Stopped part-way: 2 of 3 calls done/);
});

test('in the JSON report, too', async () => {
  const bench = await openEventful(2, takeLock);
  const { code, stdout } = await bench.cli([...APPLY, '-o', 'json']);
  expect(code).toBe(4);
  const report = JSON.parse(stdout) as { outcomes: readonly { result: string }[]; complete: boolean };
  expect(report.outcomes.map(({ result }) => result)).toEqual(['done', 'done', 'skipped']);
  expect(report.complete).toBe(false);
});

test('at the last call: all is done, and yet it does not look as if all were well', async () => {
  const bench = await openEventful(3, takeLock);
  expectBehind(await bench.cli(APPLY), /no longer ours/);
  expect(await bench.writes()).toHaveLength(3);
});

test('the next run goes on from there, and nothing is done twice', async () => {
  const bench = await openEventful(2, takeLock);
  expect(await bench.cli(APPLY)).toMatchObject({ code: 4 });
  expect(await bench.cli(APPLY)).toMatchObject({ code: 0 });
  expect(await bench.writes()).toHaveLength(3);
  expect(await bench.cli(['plan', '--detailed-exitcode', ...RECORD])).toMatchObject({ code: 0 });
  const { stdout } = await bench.cli(['drift', '--all', '-o', 'json', ...RECORD]);
  expect(JSON.parse(stdout), 'all three are known').toMatchObject({ summary: { no_op: 3 } });
});

test('a record that cannot be read ends it before anything is sent', async () => {
  const bench = await openEventful(9, () => {});
  expect(await bench.cli(APPLY)).toMatchObject({ code: 0 });
  loseRecord(bench);
  const result = await bench.cli(APPLY);
  expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: .*record/) });
  expectNoInnards(result);
});
