/** A field that somebody changes back again and again: it is healed twice, told once, and then left. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { documents, manifest } from '../support/manifests.ts';
import { ADDRESS, DAY, DECLARED, type Flipping, openFlipping, RECORD } from './flipping.ts';
import { take, textIn } from './snapshots.ts';

afterEach(closeBenches);

const THEIRS = { description: 'from the pipeline' };

/** Each night they write, and then the turn comes. Whether the field was healed. */
async function nights(flipping: Flipping, from: number, to: number): Promise<readonly boolean[]> {
  const healed: boolean[] = [];
  for (let day = from; day <= to; day += 1) {
    await flipping.otherWriter(THEIRS);
    const { code, stderr } = await flipping.turn(day);
    expect(code, stderr).toBe(0);
    healed.push((await flipping.live()).description === DECLARED.description);
  }
  return healed;
}

/** Applied, and flipped until it is left. */
async function openLeft(): Promise<Flipping> {
  const flipping = await openFlipping();
  expect(await flipping.turn(0)).toMatchObject({ code: 0 });
  expect(await nights(flipping, 1, 3)).toEqual([true, true, false]);
  await flipping.bench.clearLog();
  return flipping;
}

function recorded({ bench }: Flipping): Promise<string> {
  return readFile(join(bench.folder, 'record/mmc.json'), 'utf8');
}

describe('reconcile --once', () => {
  it('heals it twice, leaves it the third time, and tells of that once', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    expect(await nights(flipping, 1, 2)).toEqual([true, true]);
    expect(flipping.notices()).toEqual([]);
    await flipping.otherWriter(THEIRS);
    const { stdout, stderr } = await flipping.turn(3);
    expect(await flipping.bench.writes()).toEqual([]);
    expect(stdout).toMatch(/mmc +waits/);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain(
      'held: spec.description flips: somebody made it "from the pipeline" 3 times since 2024-06-02T00:00:00Z, and git says "from git"; it is left as it is. Find out who else sets it',
    );
    expect(stderr).toContain(`warning: ${ADDRESS} spec.description flips`);
    expect(flipping.notices()).toMatchObject([
      {
        event: 'drift',
        message: '1 field flips and is healed no more',
        exit_code: 0,
        flips: [{ address: ADDRESS, path: 'spec.description', message: expect.stringContaining('3 times') }],
      },
    ]);
    const kept = await recorded(flipping);
    expect(await nights(flipping, 4, 6)).toEqual([false, false, false]);
    expect(flipping.notices()).toHaveLength(1);
    expect(await flipping.bench.writes()).toEqual([]);
    expect(await recorded(flipping)).toBe(kept);
  });

  it('says so as events', async () => {
    const { bench, env } = await openLeft();
    const at = { env, after: 3 * DAY };
    const { stdout } = await bench.cli(['reconcile', '--once', '-o', 'ndjson', ...RECORD], at);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.flatMap(({ change }) => change ?? [])).toMatchObject([
      { resource: { addr: ADDRESS }, status: 'held', cause: 'drift', reason: 'flip' },
    ]);
  });

  it('keeps no value of theirs in the record', async () => {
    const flipping = await openLeft();
    const kept = await recorded(flipping);
    expect(kept).toContain('spec.description');
    expect(kept).not.toContain(THEIRS.description);
  });

  it('heals another field of the same resource, and brings what git changes there', async () => {
    const flipping = await openLeft();
    await flipping.otherWriter({ permissions: ['SERVER_VIEW'] });
    expect(await flipping.turn(3.5)).toMatchObject({ code: 0 });
    expect(await flipping.live()).toEqual({ ...THEIRS, permissions: DECLARED.permissions });
    await flipping.declare({ ...DECLARED, permissions: ['VIEW_ALERTS', 'SERVER_VIEW'] });
    expect(await flipping.turn(3.6)).toMatchObject({ code: 0 });
    expect(await flipping.live()).toEqual({ ...THEIRS, permissions: ['SERVER_VIEW', 'VIEW_ALERTS'] });
    await flipping.turn(3.7);
    expect(flipping.notices()).toHaveLength(1);
  });

  it('leaves it also where the third comes together with something to do, and tells it', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    await nights(flipping, 1, 2);
    await flipping.otherWriter({ ...THEIRS, permissions: ['SERVER_VIEW'] });
    const { stdout } = await flipping.turn(3);
    expect(stdout).toMatch(/held: spec\.description flips/);
    expect(await flipping.live()).toEqual({ ...THEIRS, permissions: DECLARED.permissions });
    expect(flipping.notices()).toHaveLength(1);
    await flipping.turn(4);
    expect(flipping.notices()).toHaveLength(1);
  });

  it('names every field that flips', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    for (const day of [1, 2]) {
      await flipping.otherWriter({ ...THEIRS, permissions: ['SERVER_VIEW'] });
      await flipping.turn(day);
      expect(await flipping.live()).toEqual(DECLARED);
    }
    await flipping.otherWriter({ ...THEIRS, permissions: ['SERVER_VIEW'] });
    expect((await flipping.turn(3)).stdout).toMatch(/spec\.description flips.*spec\.permissions flips/s);
    expect(flipping.notices()).toMatchObject([{ message: '2 fields flip and are healed no more' }]);
  });

  it('begins anew when git has another value', async () => {
    const flipping = await openLeft();
    await flipping.declare({ ...DECLARED, description: 'newer' });
    await flipping.turn(3.5);
    expect(await flipping.live()).toEqual({ ...DECLARED, description: 'newer' });
    await flipping.declare();
    await flipping.turn(3.6);
    expect(await nights(flipping, 4, 6)).toEqual([true, true, false]);
    expect(flipping.notices()).toHaveLength(2);
  });

  it('heals it again after a week of quiet', async () => {
    const flipping = await openLeft();
    await flipping.turn(9.9);
    expect(await flipping.live()).toMatchObject(THEIRS);
    await flipping.turn(10);
    expect(await flipping.live()).toEqual(DECLARED);
    expect(await nights(flipping, 11, 12)).toEqual([true, false]);
  });

  it('does not count what came back after a week', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    for (const day of [1, 9, 17, 25]) expect(await nights(flipping, day, day)).toEqual([true]);
  });

  it('counts each value that somebody sets by itself', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    for (const [index, description] of ['a', 'b', 'c', 'a', 'b'].entries()) {
      await flipping.otherWriter({ description });
      await flipping.turn(1 + index / 10);
      expect(await flipping.live()).toEqual(DECLARED);
    }
    await flipping.otherWriter({ description: 'a' });
    await flipping.turn(2);
    expect(await flipping.live()).toMatchObject({ description: 'a' });
  });

  it('forgets it with the resource', async () => {
    const flipping = await openLeft();
    const forget = manifest('Removed', 'bye', `{ resource: ${ADDRESS}, action: forget, reason: theirs }`);
    const text = await readFile(join(flipping.bench.folder, 'mmc.yaml'), 'utf8');
    await flipping.bench.write({ 'mmc.yaml': documents(text.split('---\n')[0] ?? '', forget) });
    expect(await flipping.turn(3.5)).toMatchObject({ code: 0 });
    expect(await recorded(flipping)).not.toContain('flips');
  });

  it('says nothing of it where somebody holds the resource', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    await nights(flipping, 1, 2);
    const hold = 'lifecycle: { hold: { reason: INC-7, owner: ada, until: "2024-07-01" } }';
    await flipping.declare(DECLARED, hold);
    await flipping.otherWriter(THEIRS);
    const { stdout } = await flipping.turn(3);
    expect(stdout).toContain('INC-7');
    expect(stdout).not.toContain('flips');
    expect(flipping.notices()).toEqual([]);
  });
});

describe('a person', () => {
  it('sees in a plan that it would be healed, heals it, and is told anew when it comes back', async () => {
    const flipping = await openLeft();
    const { bench, env } = flipping;
    const at = { env, after: 3.5 * DAY };
    const planned = await bench.cli(['plan', '-o', 'json', ...RECORD], at);
    expect(JSON.parse(planned.stdout).resource_changes).toMatchObject([
      { address: ADDRESS, status: 'planned', cause: 'drift', reason: null },
    ]);
    expect(await bench.cli(['apply', '--yes', ...RECORD], at)).toMatchObject({ code: 0 });
    expect(await flipping.live()).toEqual(DECLARED);
    expect(await nights(flipping, 4, 5)).toEqual([false, false]);
    expect(flipping.notices().map(({ flips }) => flips[0]?.message)).toEqual([
      expect.stringContaining('3 times'),
      expect.stringContaining('4 times'),
    ]);
  });
});

describe('the record', () => {
  it('keeps it to itself: no snapshot has it', async () => {
    const { bench, env } = await openLeft();
    await take(bench, RECORD, { env });
    const snapshot = textIn(bench);
    expect(snapshot).toContain('Deployers');
    expect(snapshot).not.toMatch(/flips|byHand/);
  });

  it('of an older version, without a word of it, is read, and counts from now on', async () => {
    const flipping = await openFlipping();
    await flipping.turn(0);
    expect(await recorded(flipping)).not.toContain('flips');
    await nights(flipping, 1, 1);
    const text = await recorded(flipping);
    const older = JSON.parse(text, (key, value) => (key === 'flips' ? undefined : value));
    await flipping.bench.write({ 'record/mmc.json': JSON.stringify(older) });
    expect(await nights(flipping, 2, 4)).toEqual([true, true, false]);
  });
});
