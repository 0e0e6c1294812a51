/** What stands at the end of a plan that `apply` will refuse. */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { Guard } from '../../src/model/plan.ts';
import { call, change, effect, guard, lines, plan } from './plans.ts';

const SERVER = 'Server/mule-1';
const loss = call('c1', SERVER, { effects: [effect('registration-loss', SERVER, false)] });

function endOf(guards: readonly Guard[], changes: readonly Change[] = [], columns = 80): string {
  const all = lines(plan(changes, { guards, calls: changes.length === 0 ? [] : [loss] }), { columns });
  return all.slice(all.lastIndexOf('') + 1).join('\n');
}

describe('a broken guard', () => {
  it('is named with what it allows, what there is, and what raises it', () => {
    expect(endOf([guard('maxDeletes', 3, 5), guard('maxRestarts', 2, 3)])).toBe(
      [
        'apply will be refused: this is more than production allows',
        '  maxDeletes: 5 resources to delete, at most 3',
        '      raised by `--allow-deletes 5`, guards.maxDeletes of production, or a',
        '      Removed document for each that may go',
        '  maxRestarts: 3 servers restart, at most 2',
        '      raised by `--allow-restarts 3` or guards.maxRestarts of production',
      ].join('\n'),
    );
  });

  it.each<readonly [Guard, string, string]>([
    [
      guard('maxUpdates', 0, 1),
      'maxUpdates: 1 resource to update or replace, at most 0',
      '`--allow-updates 1` or guards.maxUpdates of production',
    ],
    [
      guard('allowEmpty', 0, 2),
      'allowEmpty: nothing is declared any more, and 2 resources would be deleted',
      '`--allow-empty`, guards.allowEmpty: true of production, or a\n',
    ],
  ])('says of %o what it is about', (broken, excess, ways) => {
    const text = endOf([broken]);
    expect(text).toContain(`\n  ${excess}\n`);
    expect(text).toContain(`\n      raised by ${ways}`);
  });

  it('of what cannot be undone is approved by a Removed document where something is deleted', () => {
    const broken = [guard('maxIrreversible', 0, 1)];
    const goes = change(SERVER, { action: 'delete', calls: ['c1'] });
    expect(endOf(broken, [goes], 100)).toContain('of production, or a Removed\n');
    expect(endOf(broken, [{ ...goes, action: 'replace' }], 100)).not.toContain('Removed');
    expect(endOf(broken, [{ ...goes, approval: 'CHG-1234' }], 100)).not.toContain('Removed');
  });

  it('is told for each target', () => {
    const guards = [guard('maxDeletes', 3, 5), { ...guard('maxUpdates', 1, 2), target: 'mmc' }];
    const text = lines(plan([], { guards })).join('\n');
    expect(text).toContain('more than production allows\n  maxDeletes');
    expect(text).toContain('more than mmc allows\n  maxUpdates');
  });
});

it('is not mentioned where it holds', () => {
  expect(endOf([guard('maxDeletes', 3, 3)])).toBe('Nothing to do: 0 resources as declared');
});
