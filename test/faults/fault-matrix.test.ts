/**
 * Every fault on every write. After the run, or one more, the goal is reached, nothing is there twice, and the writes
 * that took effect are those of the plan; only one whose arrival nothing shows may have been sent a second time.
 */
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { effectiveWrites, plannedWrites, RECORD } from './effective-writes.ts';
import { WRITES, type WriteCase } from './writes.ts';

const CELLS = { all: 0, doubted: 0, again: 0 };

afterEach(closeBenches);
afterAll(() => process.stdout.write(`fault matrix: ${JSON.stringify(CELLS)}\n`));

const CSR = `-----BEGIN CERTIFICATE REQUEST-----\n${'TUlJ'.repeat(16)}\n-----END CERTIFICATE REQUEST-----\n`;
const FILES = { 'v1.jar': 'version 1', 'v2.jar': 'version 2', 'a.csr': CSR };
const HTML = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html>\n<html>Bad gateway</html>' };
const ANSWER_MS = 150;

const FAULTS: Readonly<Record<string, object>> = {
  '500': { type: 'respond', status: 500, body: '' },
  '502 with HTML': { type: 'respond', status: 502, ...HTML },
  '503 at capacity': { type: 'respond', status: 503, body: 'at capacity' },
  '504': { type: 'respond', status: 504, body: '' },
  '429 for 2 seconds': { type: 'respond', status: 429, headers: { 'retry-after': '2' }, body: 'slow down' },
  '429 until a date': {
    type: 'respond',
    status: 429,
    headers: { 'retry-after': new Date(Date.UTC(2024, 5, 1, 0, 2)).toUTCString() },
    body: 'slow down',
  },
  'lost before it arrived': { type: 'drop', when: 'before' },
  'lost after it arrived': { type: 'drop', when: 'after' },
  'an answer cut short': { type: 'truncate' },
  'an answer that is too late': { type: 'delay', ms: 4 * ANSWER_MS, when: 'after' },
  'a token that dies': { type: 'respond', status: 401, body: 'Unauthorized' },
};

describe.each(Object.entries(FAULTS))('%s', (name, action) => {
  test.each(WRITES.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    const bench = await openBefore(one);
    const planned = await plannedWrites(bench);
    expect(planned.filter((write) => write.includes(one.match.method)).length).toBeGreaterThan(0);
    await bench.clearLog();
    await bench.control('POST', 'faults', { match: one.match, action });
    const first = await apply(bench);
    if (!mayFail(name, one)) expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
    const done = first.code === 0 ? first : await apply(bench);
    expect(done, first.stdout + first.stderr).toMatchObject({ code: 0 });
    const faults = (await bench.log()).filter(({ fault }) => fault !== undefined);
    expect(faults, 'the fault happened').toHaveLength(1);
    const effective = await effectiveWrites(bench);
    assertEffective(one, planned, effective);
    expect(await plannedWrites(bench), 'nothing is left to do').toEqual([]);
    CELLS.all += 1;
    if (first.code !== 0) CELLS.again += 1;
    if (effective.length > planned.length) CELLS.doubted += 1;
  });
});

/**
 * All else is settled by the first run: what the console refuses, what an answer said that is lost for good, and a
 * token that serves one registration only.
 */
function mayFail(fault: string, { title, onlyAnswer }: WriteCase): boolean {
  const isRefusal = title.startsWith('UserGroup') && ['500', 'a token that dies'].includes(fault);
  return isRefusal || (onlyAnswer === true && [...LOST_ANSWERS, 'a token that dies'].includes(fault));
}

const LOST_ANSWERS = ['lost after it arrived', 'an answer cut short', 'an answer that is too late'];

async function openBefore({ world, before, after }: WriteCase): Promise<Bench> {
  const bench = await openBench(world);
  await bench.write({ ...FILES, 'all.yaml': before });
  expect(await apply(bench)).toMatchObject({ code: 0 });
  await bench.settle();
  await bench.write({ 'all.yaml': after });
  return bench;
}

function apply(bench: Bench): Promise<CliResult> {
  const limits = { connect: 10_000, read: 60_000, write: ANSWER_MS };
  return bench.cli(['apply', '--yes', ...RECORD, '--allow-irreversible', '9'], { limits });
}

function assertEffective(one: WriteCase, planned: readonly string[], effective: readonly string[]): void {
  const twice = effective.filter((write, index) => effective.indexOf(write) !== index);
  if (one.unreadable === true && twice.length === 1) {
    expect([...planned, ...twice].sort()).toEqual(effective);
    return;
  }
  expect(effective).toEqual(planned);
}
