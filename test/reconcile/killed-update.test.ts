/** What the record says of an update that nobody can read back, while it is on its way: a run may die there. */
import { afterEach, expect, it } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { openRollout, type Rollout, type Wanted } from '../support/rollouts.ts';

afterEach(closeBenches);

const ONE: Wanted = { rollout: null };
const TWO: Wanted = { rollout: null, properties: '{ env: two }' };

/** With properties alone declared anew, and what is to happen when they arrive at the service. */
async function openUpdate(onPatch: (rollout: Rollout) => Promise<void>, status?: number): Promise<Rollout> {
  const rollout = await openRollout(ONE, {
    hook: async ({ method }) => {
      if (method !== 'PATCH') return undefined;
      await onPatch(rollout);
      return status === undefined ? undefined : { status, body: 'no' };
    },
  });
  await rollout.declare(TWO);
  return rollout;
}

async function changedFields(rollout: Rollout): Promise<readonly string[]> {
  const { resource_changes: changes } = await rollout.plan();
  return changes.flatMap(({ fields }) => fields.map(({ path }) => path));
}

it('is sent again after git went back, since it may have arrived', async () => {
  const seen: (readonly string[])[] = [];
  const rollout = await openUpdate(async (one) => {
    await one.declare(ONE);
    seen.push(await changedFields(one));
  });
  expect((await rollout.apply()).code).toBe(0);
  expect(seen).toEqual([['spec.properties']]);
});

it('is sent again with bytes of which everybody sees that they arrived', async () => {
  const bytes = { artifact: '{ file: ./v2.jar }', rollout: null };
  const seen: (readonly string[])[] = [];
  const rollout = await openRollout(ONE, {
    hook: async ({ method }) => {
      if (method !== 'PATCH') return undefined;
      await rollout.declare(bytes);
      seen.push(await changedFields(rollout));
      return undefined;
    },
  });
  await rollout.declare({ ...bytes, properties: '{ env: two }' });
  expect((await rollout.apply()).code).toBe(0);
  expect(seen).toEqual([['spec.artifact', 'spec.properties']]);
});

it('is known once it is done', async () => {
  const rollout = await openUpdate(async () => {});
  expect((await rollout.apply()).code).toBe(0);
  expect(await changedFields(rollout)).toEqual([]);
});

it('leaves what was known where it was refused', async () => {
  const rollout = await openUpdate(async () => {}, 400);
  expect((await rollout.apply()).code).toBe(1);
  expect(await changedFields(rollout)).toEqual(['spec.properties']);
  await rollout.declare(ONE);
  expect(await changedFields(rollout)).toEqual([]);
});
