/** What a person sees below the changes, and what `drift` tells. */
import { describe, expect, it } from 'vitest';
import { body, call, change, effect, lines, plan, recorded, recordOf, shown, status } from './plans.ts';

const GROUP = 'ServerGroup/payments';
const PAY = 'Application/pay-api@ServerGroup:payments';

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
    const records = { resource: recorded(PAY), uncertain: null, maker: null };
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
  const DRIFT = { about: 'drift' } as const;
  const found = [
    change('Server/a', { action: 'keep', cause: 'drift' }),
    change(GROUP, { action: 'update', cause: 'drift', fields: [status('drift')] }),
    change(PAY, { action: 'delete', cause: 'drift' }),
  ];

  it('is told as what happened, not as what is to be done', () => {
    expect(lines(plan(found, DRIFT)).slice(1).join('\n')).toBe(
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
    expect(lines(plan(found.slice(0, 1), DRIFT)).slice(1)).toEqual([
      '',
      '  no drift',
      '',
      'No drift: 1 resource as applied',
    ]);
  });

  it('is not always to be told apart', () => {
    const waiting = [{ reason: 'ambiguous_name', message: '2 live resources', hint: null }];
    const unclear = change('Server/b', { status: 'blocked', cause: 'drift', waiting });
    expect(lines(plan([...found, unclear], DRIFT)).at(-1)).toBe(
      'Drift: 1 deleted, 1 changed outside git · 1 not to be told apart · 1 as applied',
    );
  });

  it('says so even where nothing was ever applied', () => {
    expect(lines(plan([], DRIFT)).at(-1)).toBe('No drift: 0 resources as applied');
  });
});
