/** `sync` of a target: what the loop does by itself, and what it leaves to a person. */
import { describe, expect, test } from 'vitest';
import type { Cause, Change } from '../../src/model/change.ts';
import { lookAgainAt } from '../../src/model/look-again.ts';
import type { Plan } from '../../src/model/plan.ts';
import { holdForSync } from '../../src/reconcile/hold-for-sync.ts';
import { holdRecorded } from '../../src/reconcile/hold-recorded.ts';
import { loadAll } from '../manifests/declarations.ts';
import { temporaryRepository } from '../manifests/temporary-folder.ts';
import { call, change, plan } from '../render/plans.ts';

const ALLOWANCES = { deletes: null, updates: null, restarts: null, irreversible: null, empty: false };

async function contextOf(spec: object) {
  const document = {
    apiVersion: 'muleteer/v1',
    kind: 'Environment',
    metadata: { name: 'production' },
    spec: { organization: 'A', environment: 'E', ...spec },
  };
  const { targets } = await loadAll(temporaryRepository({ 'env.yaml': JSON.stringify(document) }));
  return { targets, allowances: ALLOWANCES };
}

function planWith(...changes: readonly Change[]): Plan {
  const calls = changes.flatMap(({ calls: ids, key }) => ids.map((id) => call(id, key)));
  return plan(changes, { calls });
}

const CAUSES: readonly Cause[] = ['intent', 'conflict', 'adopt', 'drift'];

/** A group for each cause, with a call. */
function everyCause(): Plan {
  return planWith(
    ...CAUSES.map((cause, index) => change(`ServerGroup/${cause}`, { cause, calls: [`c${index}`] })),
  );
}

function statuses({ changes }: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(changes.map(({ name, status }) => [name, status]));
}

describe('sync', () => {
  test('auto: everything goes, and the plan is the same', async () => {
    const whole = everyCause();
    expect(holdForSync(whole, await contextOf({ sync: 'auto' }))).toBe(whole);
    expect(holdForSync(whole, await contextOf({}))).toBe(whole);
  });

  test('plan: what git moved waits, and what somebody did by hand is undone', async () => {
    const left = holdForSync(everyCause(), await contextOf({ sync: 'plan' }));
    expect(statuses(left)).toEqual({ intent: 'held', conflict: 'held', adopt: 'held', drift: 'planned' });
    expect(left.calls.map(({ id }) => id)).toEqual(['c3']);
    expect(left.summary).toMatchObject({ held: 3, update: 1, calls: 1 });
    expect(left.changes[0]?.waiting).toMatchObject([
      { reason: 'sync', hint: expect.stringContaining('apply') },
    ]);
    expect(left.fingerprint).not.toBe(everyCause().fingerprint);
  });

  test('plan: what was never applied, and needs no call, is recorded all the same', async () => {
    const found = planWith(change('ServerGroup/found', { action: 'keep', cause: 'adopt' }));
    expect(holdForSync(found, await contextOf({ sync: 'plan' }))).toBe(found);
  });

  test('plan: what goes along with another change waits where that one waits', async () => {
    const whole = (cause: Cause): Plan => {
      const changes = [
        change('Cluster/orders', { action: 'replace', cause, calls: ['c1'] }),
        change('Application/api@Cluster:orders', { action: 'replace', cause: 'dependency', calls: ['c2'] }),
      ];
      const calls = [
        call('c1', 'Cluster/orders'),
        call('c2', 'Application/api@Cluster:orders', { waitsFor: ['c1'] }),
      ];
      return plan(changes, { calls });
    };
    const context = await contextOf({ sync: 'plan' });
    expect(statuses(holdForSync(whole('intent'), context))).toEqual({ orders: 'held', api: 'held' });
    expect(statuses(holdForSync(whole('drift'), context))).toEqual({ orders: 'planned', api: 'planned' });
  });

  test('off: nothing goes', async () => {
    const left = holdForSync(everyCause(), await contextOf({ sync: 'off' }));
    expect(left.calls).toEqual([]);
    expect(new Set(Object.values(statuses(left)))).toEqual(new Set(['held']));
  });
});

describe('to look again', () => {
  const hold = { key: null, reason: 'INC', owner: 'Ada', since: 0, until: 500 };

  test('is worth while when the first window opens or hold ends', async () => {
    const waits = (until: number) => [{ reason: 'window', message: '', hint: null, until }];
    const whole = planWith(
      change('ServerGroup/a', { status: 'held', waiting: waits(300) }),
      change('ServerGroup/b', { status: 'held', waiting: waits(200) }),
      change('ServerGroup/c', { status: 'held', waiting: waits(50) }),
    );
    expect(lookAgainAt(whole, 100)).toBe(200);
    expect(lookAgainAt(whole, 200)).toBe(300);
    expect(lookAgainAt(whole, 300)).toBeNull();
  });

  test('also when a hold ends that nothing waits for yet', async () => {
    const held = holdRecorded(planWith(), new Map([['production', [hold]]]), await contextOf({}));
    expect(lookAgainAt(held, 100)).toBe(500);
  });
});
