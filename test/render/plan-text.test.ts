/** What a person sees of changes: where a target stands, who moved what, what goes and what moves. */
import { describe, expect, it } from 'vitest';
import type { Change, FieldChange } from '../../src/model/change.ts';
import { body, call, change, lines, plan, planned, recordOf, shown, status, withoutRecord } from './plans.ts';

const GROUP = 'ServerGroup/payments';
const PAY = 'Application/pay-api@ServerGroup:payments';

describe('the first line of a target', () => {
  const titleOf = (...args: Parameters<typeof lines>): string | undefined => lines(...args)[0];

  it('names the commit that was applied last', () => {
    expect(titleOf(plan([]))).toBe(
      'production   Acme / Production                                   applied 1a2b3c4',
    );
  });

  it.each([
    ['partial', 'applied 1a2b3c4 in part'],
    ['interrupted', 'applied 1a2b3c4, interrupted'],
    ['open', 'applied 1a2b3c4, and not ended'],
  ] as const)('tells a run that is %s from one that was completed', (state, text) => {
    expect(titleOf(plan([], { records: [recordOf([], {}, state)] }))).toMatch(new RegExp(` ${text}$`));
  });

  it('says, without a record, that it is two-way and that nothing is pruned', () => {
    expect(titleOf(withoutRecord([]))).toBe(
      'production   Acme / Production         no record: two-way, and nothing is pruned',
    );
  });

  it('does not take a record outside git for none', () => {
    const record = recordOf([]);
    const loaded = record.loaded && { ...record.loaded, commit: null };
    expect(titleOf(plan([], { records: [{ ...record, loaded }] }))).toMatch(/ applied outside git$/);
  });
});

describe('causes', () => {
  it('names drift and conflict at their fields, and says nothing where git moved', () => {
    const fields = [
      status('drift'),
      { path: 'spec.servers', before: ['a'], after: ['b'], cause: 'conflict' as const },
      status('intent', 'spec.description'),
    ];
    expect(shown(GROUP, { fields })).toBe(
      [
        '  ~ ServerGroup payments                                           estate.yaml:4',
        '      status      STOPPED → STARTED                   drift: changed outside git',
        '      servers     - a · + b                 conflict: changed in git and outside',
        '      description STOPPED → STARTED',
      ].join('\n'),
    );
  });

  it('puts a cause on its own line where a terminal is narrow', () => {
    const { changes, calls } = planned(GROUP, { fields: [status('drift')] });
    expect(body(plan(changes, { calls }), { columns: 50 })).toBe(
      [
        '  ~ ServerGroup payments             estate.yaml:4',
        '      status      STOPPED → STARTED',
        '                  drift: changed outside git',
      ].join('\n'),
    );
  });

  it('tells what somebody deleted from what is new', () => {
    const fields = [{ ...status('drift'), before: undefined }];
    expect(shown(GROUP, { action: 'create', cause: 'drift', fields })).toBe(
      [
        '  + ServerGroup payments                                           estate.yaml:4',
        '      drift: deleted outside git',
        '      status      STARTED',
      ].join('\n'),
    );
    expect(shown(GROUP, { action: 'create', fields })).not.toContain('drift');
  });

  it('shows the name that a hand gave it as a field, and one that git gives it in the title', () => {
    const field = { path: 'metadata.name', before: 'pay', after: 'payments' };
    const previousAddress = 'production/ServerGroup/pay';
    expect(shown(GROUP, { previousAddress, fields: [{ ...field, cause: 'drift' }] })).toBe(
      [
        '  ~ ServerGroup payments                                           estate.yaml:4',
        '      name        pay → payments                      drift: changed outside git',
      ].join('\n'),
    );
    expect(shown(GROUP, { previousAddress, fields: [{ ...field, cause: 'intent' }] })).toBe(
      '  ~ ServerGroup payments, was pay                                  estate.yaml:4',
    );
  });

  it('says what is seen for the first time, where there is a record to know it', () => {
    const { changes, calls } = planned(GROUP, { cause: 'adopt', fields: [status('adopt')] });
    const words = 'first seen: it is there already, and was never applied from here';
    expect(body(plan(changes, { calls }))).toContain(`      ${words}\n      status `);
    expect(body(withoutRecord(changes, { calls }))).not.toContain('first seen');
  });

  it('names the place that takes an application down', () => {
    const parts = { action: 'replace', cause: 'dependency' } as const;
    expect(shown('Application/pay-api@Cluster:orders', parts)).toBe(
      [
        '  -/+ Application pay-api @ orders                                 estate.yaml:4',
        '      goes down with Cluster orders, and is made again',
      ].join('\n'),
    );
  });
});

describe('what goes', () => {
  const goes = (parts: Partial<Change>): string => shown(PAY, { action: 'delete', ...parts });

  it('names the file that it is gone from', () => {
    expect(goes({ origin: { file: 'apps/pay.yaml', line: 1, column: 1 } })).toBe(
      '  - Application pay-api @ payments                       gone from apps/pay.yaml',
    );
  });

  it('names the document that removes it', () => {
    expect(goes({ approval: 'CHG-1234', origin: { file: 'bye.yaml', line: 3, column: 1 } })).toBe(
      [
        '  - Application pay-api @ payments                                    bye.yaml:3',
        '      removed: CHG-1234',
      ].join('\n'),
    );
  });

  it('says of a stranger that no manifest declared it', () => {
    expect(goes({ origin: null })).toMatch(/ in no manifest$/);
  });

  it('goes with its group, without a call of its own', () => {
    const changes = [
      change(GROUP, { action: 'delete', calls: ['c1'] }),
      change(PAY, { action: 'delete', through: ['c1'] }),
    ];
    expect(body(plan(changes, { calls: [call('c1', GROUP)] }))).toContain(
      '  - Application pay-api @ payments                         gone from estate.yaml\n      goes with ServerGroup payments',
    );
  });
});

describe('moves', () => {
  it('say where it comes from, and what is sent there', () => {
    const artifact = { fileName: 'pay.jar', sha1: 'e8b464df00', size: 829 };
    const fields: readonly FieldChange[] = [
      { path: 'spec.target', before: { server: 'a' }, after: { server: 'b' }, cause: 'intent' },
      { path: 'spec.artifact', before: artifact, after: artifact, cause: 'intent' },
      { path: 'spec.desiredStatus', before: 'STARTED', after: 'STARTED', cause: 'intent' },
    ];
    const previousAddress = 'production/Application/pay-api@grp-a';
    expect(shown(PAY, { action: 'replace', previousAddress, fields })).toBe(
      [
        '  -/+ Application pay-api @ payments  from grp-a                   estate.yaml:4',
        '      artifact    pay.jar · 829 B · sha1 e8b464df',
      ].join('\n'),
    );
  });

  it('are not what a renamed place does to its applications', () => {
    const previousAddress = 'production/Application/pay-api@old-name';
    expect(shown(PAY, { previousAddress })).not.toContain('old-name');
    expect(shown(PAY, { previousAddress, action: 'replace', cause: 'dependency' })).not.toContain('from');
  });
});

it('keeps terminals safe from what services and manifests are called', () => {
  const unsafe = ['\u001b', '\u202e'];
  const evil = unsafe.join('[2J');
  const waiting = [{ reason: 'hold', message: evil, hint: evil }];
  const changes = [
    change(`Server/${evil}`, {
      status: 'held',
      waiting,
      fields: [{ path: `spec.${evil}`, before: evil, after: `${evil}x`, cause: 'drift' }],
      origin: { file: evil, line: 1, column: 1 },
      previousAddress: `production/Server/${evil}y`,
    }),
    change(`Server/${evil}2`, { status: 'blocked', waiting }),
  ];
  const text = lines(plan(changes, { unmanaged: [`production/Server/${evil}`] })).join('\n');
  expect(unsafe.filter((sign) => text.includes(sign))).toEqual([]);
});
