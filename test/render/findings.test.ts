/** All that a plan says is among its findings, worst first. */
import { describe, expect, it } from 'vitest';
import type { EffectClass } from '../../src/model/call.ts';
import type { Change } from '../../src/model/change.ts';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { findingsOf } from '../../src/render/findings.ts';
import { GOLDEN_PLANS } from './golden-plans.ts';
import { call, change, effect, guard, plan, planned, status } from './plans.ts';

const rules = (of: Plan): readonly string[] => findingsOf(of).map(({ rule, level }) => `${level} ${rule}`);

function one(parts: Partial<Change>, of: Partial<Plan> = {}) {
  const { changes, calls } = planned('ServerGroup/g', parts);
  return findingsOf(plan(changes, { calls, ...of })).map(({ rule, level, message }) => [
    level,
    rule,
    message,
  ]);
}

describe('the findings of a plan', () => {
  it('are worst first, and within a level in the order of the plan', () => {
    expect(rules(GOLDEN_PLANS.refused as Plan)).toEqual([
      'error guard/maxDeletes',
      'error guard/maxIrreversible',
      'error policy/no-server-goes-unasked',
      'warning policy/small-plans',
      ...Array.from({ length: 4 }, () => [
        'warning effect/registration-loss',
        'warning change/delete',
      ]).flat(),
    ]);
  });

  it('have every guard that blocks, policy, change, wait and diagnostic', () => {
    const all = plan(
      [
        change('ServerGroup/a', { waiting: [{ reason: 'unreachable_member', message: 'm', hint: null }] }),
        change('ServerGroup/b', {
          status: 'blocked',
          waiting: [{ reason: 'last_member', message: 'm', hint: null }],
        }),
        change('ServerGroup/c', { action: 'keep' }),
      ],
      {
        guards: [guard('maxDeletes', 1, 1), guard('maxUpdates', 1, 2)],
        diagnostics: [
          liveDiagnostic('error', 'unhealthy', 'm'),
          liveDiagnostic('info', 'no_record', 'm', { address: 'production/Server/x' }),
        ],
      },
    );
    expect(rules(all)).toEqual([
      'error guard/maxUpdates',
      'error diagnostic/unhealthy',
      'warning waiting/unreachable_member',
      'warning blocked/last_member',
      'note change/update',
      'note diagnostic/no_record',
    ]);
    expect(findingsOf(all).at(-1)).toMatchObject({ target: 'production', address: 'production/Server/x' });
  });

  it.each<readonly [EffectClass, string]>([
    ['registration-loss', 'warning'],
    ['alert-loss', 'warning'],
    ['config-loss', 'warning'],
    ['server-restart', 'warning'],
    ['app-restart', 'warning'],
    ['app-stop', 'warning'],
    ['access-loss', 'warning'],
    ['app-copy', 'note'],
  ])('have the effect %s, once for a change', (name, level) => {
    const key = 'ServerGroup/g';
    const effects = [effect(name, 'Server/a'), effect(name, 'Server/b')];
    const found = findingsOf(
      plan([change(key, { calls: ['c1'] })], { calls: [call('c1', key, { effects })] }),
    );
    expect(found.filter(({ rule }) => rule === `effect/${name}`)).toMatchObject([{ level }]);
  });

  it.each<readonly [Partial<Change>, readonly string[]]>([
    [{ action: 'create' }, ['note', 'change/create', 'to be created']],
    [{ action: 'replace' }, ['warning', 'change/replace', 'to be replaced']],
    [{ action: 'delete', approval: 'CHG-1' }, ['warning', 'change/delete', 'to be deleted: CHG-1']],
    [{ action: 'delete', isCopy: true }, ['note', 'change/delete', 'to be deleted']],
    [
      { cause: 'drift', fields: [status('drift'), { ...status('drift', 'spec.held'), held: true }] },
      ['note', 'change/update', 'to be updated (spec.desiredStatus), which undoes a change outside git'],
    ],
    [
      { cause: 'conflict', fields: [status('conflict')] },
      [
        'warning',
        'change/update',
        'to be updated (spec.desiredStatus), although it was changed outside git too',
      ],
    ],
  ])('say what %j comes to', (parts, expected) => {
    expect(one(parts)).toEqual([expected]);
  });

  it('do not warn of what somebody wants left alone', () => {
    const waiting = [{ reason: 'hold', message: 'held by ops', hint: null }];
    expect(one({ status: 'held', waiting })).toEqual([['note', 'held/hold', 'held by ops']]);
    expect(one({ waiting })).toContainEqual(['note', 'held/hold', 'held by ops']);
  });

  it('of drift are warnings that nothing is to be done about', () => {
    const about = { about: 'drift', calls: [] } as const;
    expect(one({ cause: 'drift', fields: [status('drift')] }, about)).toEqual([
      ['warning', 'drift/update', 'changed outside git (spec.desiredStatus)'],
    ]);
    expect(one({ cause: 'drift', action: 'delete' }, about)).toEqual([
      ['warning', 'drift/delete', 'deleted outside git'],
    ]);
  });

  it('point at the line of the policy where no manifest has one', () => {
    const found = findingsOf(GOLDEN_PLANS.refused as Plan).find(({ rule }) => rule === 'policy/small-plans');
    expect(found?.origin).toEqual({ file: 'policies/size.yaml', line: 1, column: 1 });
  });
});
