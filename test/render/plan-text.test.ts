/** What a person sees of a plan, element by element. */
import { describe, expect, it } from 'vitest';
import type { Change, FieldChange } from '../../src/model/plan.ts';
import { body, call, change, effect, lines, plan, recorded, recordOf, withoutRecord } from './plans.ts';

const GROUP = 'ServerGroup/payments';
const PAY = 'Application/pay-api@ServerGroup:payments';

function status(cause: FieldChange['cause'], path = 'spec.desiredStatus'): FieldChange {
  return { path, before: 'STOPPED', after: 'STARTED', cause };
}

/** A change that has a call. */
function planned(key: string, parts: Partial<Change> = {}) {
  const calls = [call('c1', key)];
  return { changes: [change(key, { calls: ['c1'], ...parts })], calls };
}

function shown(key: string, parts: Partial<Change> = {}): string {
  const { changes, calls } = planned(key, parts);
  return body(plan(changes, { calls }));
}

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
    expect(goes({ approved: true, origin: { file: 'bye.yaml', line: 3, column: 1 } })).toBe(
      [
        '  - Application pay-api @ payments                                    bye.yaml:3',
        '      a Removed document asks for it',
      ].join('\n'),
    );
  });

  it('says of a stranger that no manifest declared it', () => {
    expect(goes({ origin: null })).toMatch(/ in no manifest$/);
    expect(goes({ origin: { file: '', line: 1, column: 1 } })).toMatch(/ in no manifest$/);
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

describe('what a reader should know besides', () => {
  it('names what is in no manifest where it is little, or was asked for', () => {
    const unmanaged = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `production/Server/${name}`);
    const few = unmanaged.slice(0, 5);
    expect(body(plan([], { unmanaged: few }))).toContain('not in git: Server/a · Server/b · Server/c');
    expect(body(plan([], { unmanaged }))).toContain('not in git: 6 resources (`--all` names them)');
    expect(body(plan([], { unmanaged }), { all: true })).toContain('not in git: Server/a · ');
  });

  it('counts what nobody can compare, whatever kind it is of', () => {
    const changes = [
      change(PAY, { action: 'keep', unknown: ['spec.properties', 'spec.artifact'] }),
      change('Application/ord-api@Server:a', { action: 'keep', unknown: ['spec.properties'] }),
      change('Cluster/orders', { action: 'keep', unknown: ['spec.servers'] }),
    ];
    expect(body(plan(changes))).toBe(
      [
        '  nothing to do',
        '',
        '  not compared: properties of 2 Applications, artifact of 1 Application and',
        '                servers of 1 Cluster: cannot be read back, taken as unchanged',
      ].join('\n'),
    );
  });

  it('says nothing of what the plan sends anyway', () => {
    const records = { resource: recorded(PAY), maker: null };
    expect(shown(PAY, { unknown: ['spec.properties'], records })).not.toContain('not compared');
  });

  it('names what becomes ours, and what is managed no more', () => {
    const changes = [
      change(GROUP, { action: 'keep' }),
      change('Server/mule-1', { action: 'keep' }),
      change('Server/mule-2', {
        action: 'keep',
        previousAddress: 'production/Server/two',
        forgets: ['Server/two'],
      }),
    ];
    const record = recordOf(['Server/mule-1', 'Server/two'], {
      adopted: [GROUP, 'Server/mule-1', 'Server/mule-2'].map(recorded),
      forgotten: ['Server/two', 'Application/old-api@Server:mule-1'],
    });
    const copy = { ...recorded('Application/copy@Server:mule-1'), leftover: true };
    const resources = new Map([...(record.loaded?.resources ?? []), [copy.key, copy]]);
    const loaded = record.loaded && { ...record.loaded, resources };
    const records = [{ ...record, loaded, forgotten: [...record.forgotten, copy.key] }];
    expect(body(plan(changes, { records }))).toBe(
      [
        '  nothing to do',
        '',
        '  first seen, as declared: ServerGroup/payments',
        '  managed no more: Application/old-api@mule-1',
      ].join('\n'),
    );
  });
});

describe('the totals', () => {
  const totalsOf = (...args: Parameters<typeof lines>): string => {
    const all = lines(...args);
    return all.slice(all.lastIndexOf('') + 1).join('\n');
  };
  const waiting = [{ reason: 'x', message: 'x', hint: null }];

  it('count everything, and name what cannot be undone', () => {
    const calls = [
      call('c1', 'Server/a', { effects: [effect('registration-loss', 'Server/a', false)] }),
      call('c2', 'Cluster/b', {
        effects: [
          effect('server-restart', 'Server/c'),
          effect('app-stop', PAY),
          effect('alert-loss', 'Cluster/b', false),
        ],
      }),
    ];
    const changes = [
      change('Server/a', { action: 'delete', calls: ['c1'] }),
      change('Cluster/b', { action: 'replace', calls: ['c2'] }),
      change('Server/d', { action: 'create', status: 'blocked', waiting }),
      change('Server/e', { status: 'held', waiting }),
      change('Server/f', { action: 'delete', status: 'retained', waiting }),
      change('Server/g', { action: 'keep' }),
    ];
    const unmanaged = ['production/Server/h'];
    expect(totalsOf(plan(changes, { calls, unmanaged }), { columns: 120 })).toBe(
      [
        '0 to create, 0 to update, 1 to replace, 1 to delete · 1 waits · 1 held · 1 retained · 1 unchanged',
        '1 not in git',
        '2 calls · 1 server restarts · 1 application interrupted · 2 irreversible',
        'cannot be undone: unregisters a · loses the alert definitions of b',
      ].join('\n'),
    );
  });

  it('say that there is nothing to do, and no more than that', () => {
    const same = change(GROUP, { action: 'keep' });
    expect(totalsOf(plan([same]))).toBe('Nothing to do: 1 resource as declared');
    const held = change('Server/e', { status: 'held', waiting });
    expect(totalsOf(plan([same, held]))).toBe('Nothing to do now: 1 resource as declared · 1 held');
  });
});

describe('what drift found', () => {
  const found = [
    change('Server/a', { action: 'keep', cause: 'drift' }),
    change(GROUP, { action: 'update', cause: 'drift', fields: [status('drift')] }),
    change(PAY, { action: 'delete', cause: 'drift' }),
  ];

  it('is told as what happened, not as what is to be done', () => {
    expect(lines(plan(found)).slice(1).join('\n')).toBe(
      [
        '',
        '  ~ ServerGroup payments                                           estate.yaml:4',
        '      status      STOPPED → STARTED',
        '',
        '  - Application pay-api @ payments                                 estate.yaml:4',
        '      drift: deleted outside git',
        '',
        'Drift: 1 deleted, 1 changed outside git · 1 as applied',
      ].join('\n'),
    );
  });

  it('is nothing where all is as it was applied', () => {
    expect(lines(plan(found.slice(0, 1))).slice(1)).toEqual([
      '',
      '  no drift',
      '',
      'No drift: 1 resource as applied',
    ]);
  });

  it('is not always to be told apart', () => {
    const waiting = [{ reason: 'ambiguous_name', message: '2 live resources', hint: null }];
    const unclear = change('Server/b', { status: 'blocked', cause: 'drift', waiting });
    expect(lines(plan([...found, unclear])).at(-1)).toBe(
      'Drift: 1 deleted, 1 changed outside git · 1 not to be told apart · 1 as applied',
    );
  });

  it('is no plan that undoes it', () => {
    const { changes, calls } = planned(GROUP, { cause: 'drift' });
    expect(lines(plan(changes, { calls })).join('\n')).toContain('\n0 to create, 1 to update');
  });

  it('is no plan in which what drifted is held', () => {
    const held = change(GROUP, { status: 'held', cause: 'drift', waiting: [] });
    expect(lines(plan([held])).at(-1)).toBe('Nothing to do now: 0 resources as declared · 1 held');
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
