/** A run that waits for longer than its lease, and so has to say now and then that it lives. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { FIRST, openRollout, SECOND } from '../support/rollouts.ts';

afterEach(closeBenches);

const START = Date.UTC(2024, 5, 1);
const MINUTE = 60_000;

test('nobody may take over while it waits', async () => {
  const clock = async (): Promise<number> => {
    const { now } = (await rollout.bench.control('GET', 'clock')) as { readonly now: string | number };
    return new Date(now).getTime();
  };
  let patched = Number.POSITIVE_INFINITY;
  const left: number[] = [];
  const rollout = await openRollout(FIRST, {
    hook: async ({ method, path }) => {
      if (method === 'PATCH') patched = await clock();
      const waited = (await clock()) - patched;
      if (!path.endsWith('/serverGroups') || !(waited > 0)) return undefined;
      const text = await readFile(join(rollout.bench.folder, 'record/production.json'), 'utf8');
      const { run } = JSON.parse(text) as { readonly run: { readonly leaseUntil: number } };
      left.push(run.leaseUntil - (START + waited));
      return undefined;
    },
  });
  await rollout.declare({ ...SECOND, rollout: '{ healthTimeout: 20m }' });
  await rollout.bench.control('POST', 'servers/mule-2', { status: 'DISCONNECTED' });
  const { code } = await rollout.apply({}, '--parallelism', '1');
  expect(code).toBe(5);
  expect(left.length).toBeGreaterThan(100);
  // A lease of 15 minutes is renewed every 5. The clock here runs on while a renewal is written: on a busy machine for
  // minutes of its own.
  expect(Math.min(...left)).toBeGreaterThan(5 * MINUTE);
  // One that dies is not waited for any longer than that.
  expect(Math.max(...left)).toBeLessThanOrEqual(15 * MINUTE);
});
