/** A plan as a comment: what stands in it, in which order, and how much of it there is. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { COMMENT_LIMIT } from '../../src/render/comment-limit.ts';
import { planToMarkdown } from '../../src/render/plan-markdown.ts';
import { GOLDEN_PLANS, manyChanges } from './golden-plans.ts';
import { MarkdownTree } from './markdown-tree.ts';
import { call, change, effect, guard, plan, status } from './plans.ts';
import { severalTargets } from './several-targets.ts';

function rendered(shown: Plan): string {
  return planToMarkdown(shown, { all: false });
}

function golden(name: string): Plan {
  return GOLDEN_PLANS[name] ?? plan([]);
}

/** Where each of the texts begins; they must all be there. */
function orderOf(text: string, parts: readonly string[]): readonly number[] {
  return parts.map((part) => {
    expect(text).toContain(part);
    return text.indexOf(part);
  });
}

describe('one target', () => {
  it('says first what it comes to, then what stops it and what is final, then all of it', () => {
    const text = rendered(golden('refused'));
    const places = orderOf(text, [
      '<!-- muleteer:plan production -->',
      '0 to create, 0 to update, 0 to replace, 4 to delete',
      '4 calls · no server restarts',
      '**`apply` will be refused:**',
      '- `maxDeletes`: 4 resources to delete, at most 3; raised by `--allow-deletes 4`',
      '- policy `no-server-goes-unasked`: a server may only be unregistered in a maintenance window',
      '**Cannot be undone:**',
      '- unregisters mule-a, mule-b, mule-c and mule-d',
      '**Policies warn:**',
      '| `-` | Server `mule-a` |',
      '<details>',
      'c1 DELETE /hybrid/api/v1/servers/0',
      'commit `1a2b3c4`',
    ]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
  });

  it('has one table, with a row for each change', () => {
    const [rows, ...more] = new MarkdownTree(rendered(golden('small'))).tables();
    expect(more).toEqual([]);
    expect(rows?.map(([sign, resource]) => `${sign} ${resource}`)).toEqual([
      ' Resource',
      '~ Cluster orders-cluster',
      '+ Application orders-api on orders-cluster',
      '~ Application stock-api on payments-group',
      '… Server mule-a9',
      '- ServerGroup old-group',
    ]);
    expect(rows?.[1]?.slice(2)).toEqual([
      'servers: + mule-c3 (10.0.0.23)',
      'restarts mule-c1 and mule-c2 · interrupts stock-api',
      'clusters.yaml:4',
    ]);
  });

  it('is short where there is nothing to do', () => {
    const text = rendered(golden('empty'));
    expect(text).toContain('**Nothing to do: 1 resource as declared**');
    expect(text.split('\n').length).toBeLessThan(9);
  });

  it('shows what is as declared where all is asked for', () => {
    const text = planToMarkdown(golden('empty'), { all: true });
    expect(new MarkdownTree(text).tables()[0]?.[1]?.[1]).toBe('Server mule-1');
  });

  it('says that it rests on a snapshot, and on which', () => {
    const snapshot = { file: 'live.json', takenAt: '2026-03-01T06:00:00.000Z' };
    expect(rendered({ ...golden('small'), snapshot })).toContain(
      'Compared with the snapshot `live.json` of `2026-03-01T06:00:00.000Z`, not with what is live now.',
    );
  });

  it('says what drifted, and disturbs nothing', () => {
    const group = 'Application/pay-api@ServerGroup:payments';
    const drifted = plan([change(group, { fields: [status('drift')], cause: 'drift' })], { about: 'drift' });
    const text = rendered(drifted);
    expect(text).toMatch(/^<!-- muleteer:drift production -->\n## Drift of `production`\n/);
    expect(text).toContain('**Drift: 0 deleted, 1 changed outside git');
    expect(new MarkdownTree(text).tables()[0]?.[0]).toEqual(['', 'Resource', 'What changed', 'Where']);
  });

  it('names the place of what moves and of what is left alone, and why', () => {
    const held = { reason: 'hold', message: 'held for the incident', hint: null };
    const text = rendered(
      plan([
        change('Server/mule-1', {
          action: 'delete',
          status: 'retained',
          waiting: [{ ...held, reason: 'protected', message: 'it is protected' }],
        }),
        change('Server/mule-2', { waiting: [held], fields: [status('drift')] }),
      ]),
    );
    const [rows] = new MarkdownTree(text).tables();
    expect(rows?.map(([sign, , changes]) => [sign, changes])).toEqual([
      ['', 'What changes'],
      ['~', 'status: STOPPED → STARTED (drift: changed outside git)\nheld: for the incident'],
      ['⊘', 'not deleted\nstays: it is protected'],
    ]);
  });
});

describe('too much for a comment', () => {
  it.each([
    ['details', 20, 'details'],
    ['a table', 150, 'table'],
    ['counts', 2000, 'counts'],
  ] as const)('%s', (_, number, level) => {
    const text = rendered(manyChanges(number));
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    const tree = new MarkdownTree(text);
    expect(tree.problems()).toEqual([]);
    expect(tree.fences().length).toBe(level === 'details' ? number : 0);
    const [rows = []] = tree.tables();
    expect(rows.length).toBe(level === 'counts' ? 2 : number + 1);
    expect(/left out|counted only/.test(text)).toBe(level !== 'details');
  });

  it('still names what stops it and what cannot be undone', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `Server/mule-${index}`);
    const calls = keys.map((key, index) =>
      call(`c${index + 1}`, key, { effects: [effect('registration-loss', key, false)] }),
    );
    const changes = keys.map((key, index) => change(key, { action: 'delete', calls: [`c${index + 1}`] }));
    const text = rendered(plan(changes, { calls, guards: [guard('maxIrreversible', 0, 2000)] }));
    expect(text).toContain('- `maxIrreversible`: 2000 effects that cannot be undone, at most 0');
    expect(text).toContain('unregisters mule-0, mule-1, mule-2');
    expect(text).toContain(', and 1990 more');
    expect(new MarkdownTree(text).tables()).toEqual([
      [
        ['Kind', 'create', 'update', 'replace', 'delete', 'left alone'],
        ['Server', '', '', '', '2000', ''],
      ],
    ]);
  });
});

describe('several targets', () => {
  const shown = severalTargets({
    production: golden('refused'),
    test: golden('small'),
    lab: golden('empty'),
  });

  it('begins with an index, and gives each target the document that it has alone', () => {
    const text = rendered(shown);
    const tree = new MarkdownTree(text);
    expect(tree.problems()).toEqual([]);
    expect(tree.markers()).toEqual([
      '<!-- muleteer:plan -->',
      '<!-- muleteer:plan production -->',
      '<!-- muleteer:plan test -->',
      '<!-- muleteer:plan lab -->',
    ]);
    expect(tree.tables()[0]?.map((cells) => cells.join(','))).toEqual([
      'Target,create,update,replace,delete,left alone,servers restart,applications interrupted,irreversible,apply',
      'production,,,,4,,,,4,refused',
      'test,1,2,,1,1,2,1,1,',
      'lab,,,,,,,,,',
    ]);
    const [index = '', ...sections] = text.split(/^(?=<!-- muleteer:plan \S+ -->$)/m);
    expect(index).toContain('1 to create, 2 to update, 0 to replace, 5 to delete');
    // What a policy says of the plan as a whole, it says of each.
    const policies = shown.policies.filter(({ target }) => target === null);
    expect(sections[2]).toBe(rendered({ ...severalTargets({ lab: golden('empty') }), policies }));
    expect(sections[1]).toContain('**1 to create, 2 to update, 0 to replace, 1 to delete');
  });

  it('takes the details of the largest first, where there is room for those of either', () => {
    const tree = new MarkdownTree(
      rendered(severalTargets({ large: manyChanges(90), small: manyChanges(50) })),
    );
    expect(tree.fences().length).toBe(50);
    expect(tree.tables().map((rows) => rows.length)).toEqual([3, 91, 51]);
  });

  it('leaves the small ones their details where the largest is counted only', () => {
    const plans = { large: manyChanges(2000), middle: manyChanges(140), small: golden('small') };
    const tree = new MarkdownTree(rendered(severalTargets(plans)));
    expect(tree.fences().length).toBe(4);
    expect(tree.tables().map((rows) => rows.length)).toEqual([4, 2, 141, 6]);
  });

  it.each([
    ['20 targets of 500', 20, 500],
    ['100 targets of 30', 100, 30],
    ['600 targets of 1', 600, 1],
  ])('%s', (_, targets, changes) => {
    const one = manyChanges(changes);
    const plans = Array.from({ length: targets }, (_, index) => [`target-${index}`, one] as const);
    const text = rendered(severalTargets(Object.fromEntries(plans)));
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    const tree = new MarkdownTree(text);
    expect(tree.problems()).toEqual([]);
    const sections = tree.markers().length - 1;
    expect(sections).toBeGreaterThan(Math.min(targets, 100) - 1);
    expect(tree.headings().length).toBe(sections + 1);
    expect(text.includes('without a section here')).toBe(sections < targets);
  });
});
