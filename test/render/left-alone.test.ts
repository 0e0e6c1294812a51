/** What a person sees of copies, and of what is held, retained or waits. */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { body, call, change, effect, lines, plan, shown, status } from './plans.ts';

const GROUP = 'ServerGroup/payments';
const PAY = 'Application/pay-api@ServerGroup:payments';

describe('copies', () => {
  const copies = ['ord-api', 'pay-api'].flatMap((name) =>
    ['mule-2', 'mule-3'].map((server) => `Application/${name}@Server:${server}`),
  );
  const leaves = [...copies, 'Application/new-api@Server:mule-2'];
  const group = call('c1', GROUP, { leaves, effects: leaves.map((key) => effect('app-copy', key)) });
  const deletions = copies.map((key, index) =>
    call(`c${index + 2}`, key, { method: 'DELETE', effects: [effect('app-stop', key)] }),
  );
  const copyChanges = copies.map((key, index) =>
    change(key, { action: 'delete', cause: 'dependency', isCopy: true, calls: [`c${index + 2}`] }),
  );
  const all = [change(GROUP, { calls: ['c1'] }), ...copyChanges];

  it('that are deleted again are one line below the change that leaves them', () => {
    expect(body(plan(all, { calls: [group, ...deletions] }))).toBe(
      [
        '  ~ ServerGroup payments                                           estate.yaml:4',
        '      copies      - ord-api and pay-api on mule-2 and mule-3',
        '                  left behind by this, stopped and deleted',
        '      ! leaves a copy behind: new-api on mule-2',
      ].join('\n'),
    );
  });

  it('are told apart in the totals', () => {
    const text = (changes: readonly Change[]): string =>
      lines(plan(changes, { calls: [group, ...deletions] })).join('\n');
    expect(text(all)).toContain('0 to create, 1 to update, 0 to replace, 4 to delete, all copies');
    const more = change('UserGroup/Ops', { action: 'delete', calls: ['c1'] });
    expect(text([...all, more])).toContain('5 to delete, 4 of them copies');
    const held = copyChanges.map((one) => ({ ...one, status: 'held' as const }));
    expect(text([more, ...held])).toContain('1 to delete · 4 held');
  });

  it('that stopped applications left are deleted, and not stopped', () => {
    const quiet = deletions.map((one) => ({ ...one, effects: [] }));
    expect(body(plan(all, { calls: [group, ...quiet] }))).toContain('left behind by this, and deleted');
  });

  it('stand alone when what leaves them is no part of the plan', () => {
    expect(body(plan(copyChanges.slice(0, 1), { calls: [group, ...deletions] }))).toBe(
      [
        '  - Application ord-api @ mule-2',
        '      a copy that our own calls left behind',
        '      ! stops ord-api',
      ].join('\n'),
    );
  });

  it('that are declared need no call of their own', () => {
    const [, , , , key = ''] = leaves;
    const changes = [change(GROUP, { calls: ['c1'] }), change(key, { action: 'create', through: ['c1'] })];
    expect(body(plan(changes, { calls: [group] }))).toContain(
      '\n      comes as the copy that ServerGroup payments leaves behind',
    );
  });
});

describe('what is left alone', () => {
  const observed = { reason: 'observe', message: 'it is observed only', hint: null };
  const kept = {
    reason: 'not_pruned',
    message: 'it is gone from git, and this target does not prune it',
    hint: 'a Removed document deletes it, or forgets it',
  };

  it('stands after what is done, by reason, which is said once', () => {
    const changes = [
      change('Server/mule-1', { action: 'delete', status: 'retained', waiting: [kept] }),
      change('Server/mule-2', { action: 'delete', status: 'retained', waiting: [kept] }),
      change(GROUP, { status: 'held', waiting: [observed], fields: [status('adopt')] }),
      change('UserGroup/Ops', { calls: ['c1'] }),
    ];
    expect(body(plan(changes, { calls: [call('c1', 'UserGroup/Ops')] }))).toBe(
      [
        '  ~ UserGroup Ops                                                  estate.yaml:4',
        '',
        '  held: it is observed only',
        '  ‖ ServerGroup payments, not updated                              estate.yaml:4',
        '      status      STOPPED → STARTED',
        '',
        '  stays: it is gone from git, and this target does not prune it. A Removed',
        '         document deletes it, or forgets it',
        '  ⊘ Server mule-1, not deleted                             gone from estate.yaml',
        '  ⊘ Server mule-2, not deleted                             gone from estate.yaml',
      ].join('\n'),
    );
  });

  it('does not say twice that it is held', () => {
    const held = { reason: 'hold', message: 'held by ops until 2031-03-31: INC-77', hint: null };
    expect(body(plan([change(GROUP, { status: 'held', waiting: [held] })]))).toContain(
      '  held: by ops until 2031-03-31: INC-77\n',
    );
  });

  it('sends nothing', () => {
    const artifact = { fileName: 'pay.jar', sha1: 'e8b464df00', size: 829 };
    const before = { ...artifact, sha1: 'baccf25500' };
    const field = { path: 'spec.artifact', before, after: artifact, cause: 'intent' as const };
    const waiting = [observed];
    expect(body(plan([change(PAY, { status: 'held', fields: [field], waiting })]))).toMatch(/ 829 B$/);
    expect(shown(PAY, { fields: [field] })).toMatch(/ 829 B to send$/);
  });

  it('may be a part of what goes on', () => {
    const fields = [status('intent'), { ...status('drift', 'spec.servers'), held: true as const }];
    expect(shown(GROUP, { fields })).toBe(
      [
        '  ~ ServerGroup payments                                           estate.yaml:4',
        '      status      STOPPED → STARTED',
        '      servers     STOPPED → STARTED             drift: changed outside git, held',
      ].join('\n'),
    );
    const held = { reason: 'heal_off', message: 'it changed outside git', hint: 'undo it by hand' };
    expect(shown(GROUP, { waiting: [held] })).toContain(
      '\n      held: it changed outside git. Undo it by hand',
    );
  });

  it('is not what waits for something', () => {
    const waits = { reason: 'holds_applications', message: 'mule-1 runs pay-api', hint: null };
    const blocked = change(GROUP, { status: 'blocked', action: 'delete', waiting: [waits] });
    expect(body(plan([blocked]))).toBe(
      [
        '  … ServerGroup payments, not deleted                      gone from estate.yaml',
        '      waits: mule-1 runs pay-api',
      ].join('\n'),
    );
    expect(body(plan([{ ...blocked, action: 'create' }]))).toMatch(/^ {2}… ServerGroup payments {3}/);
    expect(body(plan([{ ...blocked, fields: [status('intent')] }]))).not.toContain('STARTED');
  });
});
