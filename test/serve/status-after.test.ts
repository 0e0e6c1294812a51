/** What is shown of the loop, as it follows from what the loop told. */
import { describe, expect, it } from 'vitest';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { TargetStatus } from '../../src/model/loop-status.ts';
import { type StatusEvent, statusAfter } from '../../src/model/status-after.ts';
import { call, change, effect, plan, status } from '../render/plans.ts';
import { broken, followed, NEXT_COMMIT, report, revision, START, statusOf, turnEnd } from './turn-results.ts';

const APP = 'Application/orders-api@Cluster:orders-cluster';
const PASSING = { code: 'unreachable', message: 'nobody answers', hint: null, passes: true };
const FINAL = { code: 'manifests', message: 'no such artifact', hint: 'add it', passes: false };

function targetOf(...events: readonly StatusEvent[]): TargetStatus {
  const [target] = statusOf(revision(), ...events).targets;
  if (target === undefined) throw new Error('there is no target');
  return target;
}

const CLUSTER = change('Cluster/orders-cluster', {
  action: 'keep',
  members: ['mule-c1', 'mule-c2'],
});
const DRIFTED = change(APP, { cause: 'drift', fields: [status('drift')], calls: ['c1'] });
const HELD = change('Application/stock-api@Server:mule-b1', {
  status: 'held',
  waiting: [
    {
      ...{ reason: 'window', message: 'app-restart waits for a window', hint: null },
      ...{ until: START + 60_000, effects: [effect('app-restart', 'Application/stock-api@Server:mule-b1')] },
    },
  ],
});
const WORK = plan([CLUSTER, DRIFTED, HELD], {
  calls: [call('c1', APP, { effects: [effect('app-restart', APP)] })],
});

describe('a revision', () => {
  it('names targets of which nothing is known yet', () => {
    const { revision: shown, targets } = statusOf(revision([followed('a'), followed('b', 'off')]));
    expect(shown?.subject).toBe('Deploy orders-api 1.3');
    expect(targets.map(({ name, state, sync, health }) => [name, state, sync, health])).toEqual([
      ['a', 'idle', 'unknown', 'unknown'],
      ['b', 'off', 'unknown', 'unknown'],
    ]);
  });

  it('keeps what is known of targets that stay, and forgets those that go', () => {
    const two = revision([followed(), followed('test')]);
    const after = statusOf(two, turnEnd(), revision([followed()], NEXT_COMMIT));
    expect(after.revision?.commit).toBe(NEXT_COMMIT);
    expect(after.targets.map(({ name, sync }) => [name, sync])).toEqual([['production', 'in_sync']]);
  });

  it('that is broken leaves the good one, and is broken since it was first seen', () => {
    const first = broken({ commit: 'b1' });
    const later = { since: START + 9_000 };
    const after = statusOf(revision(), turnEnd(), first, broken({ commit: 'b1', problems: 2, ...later }));
    expect(after.broken).toMatchObject({ commit: 'b1', problems: 2, since: START });
    expect(after.targets[0]?.sync).toBe('in_sync');
    for (const other of [{ commit: 'b2' }, { commit: 'b1', message: 'unknown key z' }])
      expect(statusOf(first, broken({ ...other, ...later })).broken?.since).toBe(START + 9_000);
    expect(statusOf(first, revision()).broken).toBeNull();
  });

  it('says of targets that are looked at no more, and again', () => {
    const off = revision([followed('production', 'off')]);
    expect(targetOf(turnEnd(), off)).toMatchObject({ state: 'off', next: null, sync: 'unknown' });
    expect(targetOf(turnEnd(), off, revision())).toMatchObject({ state: 'idle', policy: 'auto' });
  });
});

describe('a turn', () => {
  it('is shown while it goes on', () => {
    const turning = targetOf(turnEnd(), { type: 'turn_start', target: 'production', trigger: 'hook' });
    expect(turning).toMatchObject({ state: 'turning', trigger: 'hook', next: null, sync: 'in_sync' });
  });

  it('that found drift and healed nothing leaves it to be seen', () => {
    const { sync, drift, left, waits, resources } = targetOf(turnEnd({ outcome: 'refused', plan: WORK }));
    expect({ sync, drift }).toEqual({ sync: 'out_of_sync', drift: { found: 1, left: 1 } });
    expect(left?.summary).toMatchObject({ update: 1, held: 1, no_op: 1, calls: 1, app_interruptions: 1 });
    expect(waits).toEqual([
      {
        address: HELD.address,
        reason: 'window',
        message: 'app-restart waits for a window',
        hint: null,
        until: START + 60_000,
        effects: [effect('app-restart', 'Application/stock-api@Server:mule-b1')],
      },
    ]);
    expect(resources.map(({ name, sync: own, place, members }) => [name, own, place, members])).toEqual([
      ['orders-cluster', 'in_sync', null, ['production/Server/mule-c1', 'production/Server/mule-c2']],
      ['orders-api', 'drifted', 'production/Cluster/orders-cluster', []],
      ['stock-api', 'held', 'production/Server/mule-b1', []],
    ]);
  });

  it('that healed it leaves what is held', () => {
    const { drift, left, sync, health, last } = targetOf(
      turnEnd({ outcome: 'applied', plan: WORK, report: report(WORK) }),
    );
    expect({ drift, sync, health }).toEqual({
      drift: { found: 1, left: 0 },
      sync: 'out_of_sync',
      health: 'healthy',
    });
    expect(left?.changes.map(({ address }) => address)).toEqual([HELD.address]);
    expect(left?.summary).toMatchObject({ update: 0, held: 1, no_op: 2, calls: 0 });
    expect(last?.calls).toEqual({ planned: 1, done: 1, failed: 0 });
  });

  it('whose call did not become healthy says so of its resource', () => {
    const { health, resources, sync } = targetOf(
      turnEnd({
        outcome: 'unhealthy',
        plan: WORK,
        report: report(WORK, { c1: 'DEPLOYMENT_FAILED on mule-c1' }),
      }),
    );
    expect({ health, sync }).toEqual({ health: 'unhealthy', sync: 'out_of_sync' });
    expect(resources[1]).toMatchObject({ health: 'unhealthy', message: 'DEPLOYMENT_FAILED on mule-c1' });
  });

  it('that finds what was found before keeps what was said of it, and nothing else', () => {
    const refused = turnEnd({ outcome: 'refused', plan: WORK });
    const first = statusOf(revision(), refused);
    const again = statusAfter(first, refused).targets[0]?.resources ?? [];
    expect(again).toHaveLength(3);
    for (const [index, resource] of again.entries())
      expect(resource).toBe(first.targets[0]?.resources[index]);
    const applied = turnEnd({ outcome: 'applied', plan: WORK, report: report(WORK) });
    expect(statusAfter(first, applied).targets[0]?.resources).toEqual(targetOf(applied).resources);
  });

  it('that was interrupted leaves what it did not get to', () => {
    const cut = { ...report(WORK), outcomes: [], interrupted: true };
    const { resources, left } = targetOf(turnEnd({ outcome: 'partial', plan: WORK, report: cut }));
    expect([resources[1]?.sync, left?.calls.length]).toEqual(['drifted', 1]);
  });

  it('that waited in vain for what needed no call says so', () => {
    const of = plan([change(APP, { action: 'keep' })]);
    const unsettled = [{ target: 'production', key: APP, error: 'not started in time' }];
    const { resources, sync, health } = targetOf(
      turnEnd({ outcome: 'unhealthy', plan: of, report: { ...report(of), unsettled } }),
    );
    expect({ sync, health }).toEqual({ sync: 'in_sync', health: 'unhealthy' });
    expect(resources[0]?.message).toBe('not started in time');
  });

  it('that found something sick, or on its way, says so', () => {
    const keep = change(APP, { action: 'keep' });
    const sick = liveDiagnostic('warning', 'unhealthy', 'is down', { address: keep.address });
    expect(targetOf(turnEnd({ plan: plan([keep], { diagnostics: [sick] }) })).health).toBe('unhealthy');
    const goal = { until: 'gone', kind: 'Application', id: 1 } as const;
    const pending = [{ key: APP, target: 'production', wave: 0, goal }];
    expect(targetOf(turnEnd({ plan: plan([keep], { pending }) })).health).toBe('progressing');
  });

  it('that removed something leaves nothing of it', () => {
    const gone = plan([change('ServerGroup/old', { action: 'delete', calls: ['c1'] })], {
      calls: [call('c1', 'ServerGroup/old')],
    });
    const { resources, left, sync } = targetOf(
      turnEnd({ outcome: 'applied', plan: gone, report: report(gone) }),
    );
    expect({ resources, sync, no_op: left?.summary.no_op }).toEqual({
      resources: [],
      sync: 'in_sync',
      no_op: 0,
    });
  });

  it('that did a part leaves the part that waits', () => {
    const waiting = [{ reason: 'awaiting_registration', message: 'mule-c3 is not registered', hint: null }];
    const partly = plan([change('Cluster/orders-cluster', { calls: ['c1'], waiting })], {
      calls: [call('c1', 'Cluster/orders-cluster')],
    });
    const { left, resources, waits } = targetOf(
      turnEnd({ outcome: 'applied', plan: partly, report: report(partly) }),
    );
    expect(left?.summary).toMatchObject({ update: 0, blocked: 1, calls: 0 });
    expect(resources[0]?.sync).toBe('waits');
    expect(waits).toHaveLength(1);
  });

  it('that could not look keeps what was seen, and vouches for nothing', () => {
    const failed = turnEnd({ endedAt: START + 99_000, outcome: 'failed', plan: null, error: PASSING });
    const target = targetOf(turnEnd({ plan: WORK, outcome: 'pending' }), failed);
    expect(target).toMatchObject({
      sync: 'unknown',
      health: 'unknown',
      observedAt: START + 2_000,
      failures: 1,
    });
    expect(target.resources).toHaveLength(3);
    expect(target.lastSuccessAt).toBe(START + 2_000);
    expect(targetOf(failed, failed, turnEnd()).failures).toBe(0);
  });

  it.each([
    [PASSING, { at: START, trigger: 'retry' } as const, 'backing_off'],
    [FINAL, null, 'waiting_for_commit'],
    [FINAL, { at: START, trigger: 'hook' } as const, 'idle'],
  ])('that failed (%j) waits as the loop says', (error, next, state) => {
    const ended = turnEnd({ outcome: 'failed', plan: null, error });
    expect(targetOf({ ...ended, next }).state).toBe(state);
  });

  it('is kept where it says something new, and twenty of them', () => {
    const same = Array.from({ length: 5 }, () => turnEnd());
    expect(targetOf(...same).turns).toHaveLength(1);
    const wrote = turnEnd({ outcome: 'applied', plan: WORK, report: report(WORK) });
    const { turns } = targetOf(...same, ...Array.from({ length: 30 }, () => wrote));
    expect(turns).toHaveLength(20);
    expect(turns[0]?.outcome).toBe('applied');
  });

  it('of a target that nobody follows any more changes nothing', () => {
    const before = statusOf(revision());
    expect(statusOf(revision(), turnEnd({ target: 'gone' }))).toEqual(before);
  });
});
