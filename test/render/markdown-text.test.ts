/** Names that want to be markup: whatever they say, a reader sees it, and nothing else happens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { COMMENT_LIMIT } from '../../src/render/comment-limit.ts';
import { fence, marker, prose } from '../../src/render/markdown-text.ts';
import { planToMarkdown } from '../../src/render/plan-markdown.ts';
import { printable } from '../../src/render/printable.ts';
import { GOLDEN_PLANS, HOSTILE, manyChanges } from './golden-plans.ts';
import { MarkdownTree, withoutInvisible } from './markdown-tree.ts';
import { call, change, effect, plan } from './plans.ts';
import { severalTargets } from './several-targets.ts';

function rendered(shown: Plan): string {
  return planToMarkdown(shown, { all: false });
}

function seedFor(what: string): number {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`${what}, seed ${seed}\n`);
  return seed;
}

/** Pieces of markup, whole and in halves. */
const NAMES = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom(
        '`',
        '``',
        '```',
        '~~~',
        '|',
        '\\',
        '\\|',
        '\\\\|',
        '$',
        '$$',
        '$`',
        '<',
        '>',
        '&',
        '&#64;',
      ),
      fc.constantFrom(
        '<!--',
        '-->',
        '--',
        '<b>',
        '</details>',
        '[',
        '](',
        '!',
        '!1',
        '#1',
        '@a',
        ':tada:',
        '/close',
      ),
      fc.constantFrom(
        'www.',
        'http://',
        'a@b.c',
        'GH-1',
        'deadbeef1',
        ' ',
        '  ',
        '\n',
        '\n\n',
        '\t',
        '\u200b',
        '\u202e',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join('').slice(0, 100))
  .filter((name) => name !== '');

/** Everything that a plan says of a name. */
function about(names: readonly string[]): Plan {
  const changes = names.map((name, index): Change => {
    const waiting = [{ reason: 'unreachable_member', message: name, hint: name }];
    const fields = [{ path: `spec.${name}`, before: name, after: `${name}!`, cause: 'intent' as const }];
    const origin = { file: name, line: 1, column: 1 };
    const address = `production/Server/${name}`;
    return {
      ...change('Server/x'),
      key: `Server/${name}`,
      name,
      address,
      fields,
      waiting,
      origin,
      calls: [`c${index + 1}`],
    };
  });
  const calls = names.map((name, index) =>
    call(`c${index + 1}`, `Server/${name}`, {
      path: `/${name}`,
      effects: [effect('server-restart', `Server/${name}`), effect('alert-loss', `Server/${name}`, false)],
    }),
  );
  const about = { target: 'production', origin: null, definedAt: { file: 'p.yaml', line: 1, column: 1 } };
  return plan(changes, {
    calls,
    unmanaged: names.map((name) => `production/Server/${name}`),
    policies: names.flatMap((name) =>
      (['deny', 'warn'] as const).map((verdict) => ({
        ...about,
        policy: name,
        verdict,
        message: name,
        address: name,
      })),
    ),
    diagnostics: names.map((name) => liveDiagnostic('warning', 'x', name, { address: name, hint: name })),
  });
}

function assertHarmless(names: readonly string[]): void {
  const text = rendered(about(names));
  const tree = new MarkdownTree(text);
  expect(tree.problems()).toEqual([]);
  expect(tree.markers()).toEqual(['<!-- muleteer:plan production -->']);
  // Whoever looks for the marker of another target looks at the bytes.
  expect(text.match(/<!--/g)).toHaveLength(1);
  expect(tree.headings()).toEqual(['Plan for production']);
  const [rows = [], ...more] = tree.tables();
  expect(more).toEqual([]);
  expect(rows.map(({ length }) => length)).toEqual([5, ...names.map(() => 5)]);
  expect(rows.slice(1).map(([, resource]) => resource)).toEqual(
    names.map((name) => `Server ${withoutInvisible(printable(name))}`),
  );
  expect(tree.fences()).toHaveLength(names.length);
}

describe('names that want to be markup', () => {
  it.each(HOSTILE.map((name) => [JSON.stringify(name), name] as const))('%s', (_, name) => {
    assertHarmless([name]);
  });

  it('random ones', { timeout: 120_000 }, () => {
    const seed = seedFor('hostile names');
    fc.assert(fc.property(fc.array(NAMES, { minLength: 1, maxLength: 3 }), assertHarmless), {
      seed,
      numRuns: 300,
    });
  });

  it('the plan that is full of them', () => {
    const tree = new MarkdownTree(rendered(GOLDEN_PLANS['hostile-names'] ?? plan([])));
    expect(tree.problems()).toEqual([]);
    expect(tree.markers()).toEqual(['<!-- muleteer:plan production -->']);
  });

  it('as targets: each has a marker of its own, which no other can have', { timeout: 60_000 }, () => {
    const seed = seedFor('hostile targets');
    const targets = fc.uniqueArray(NAMES, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(targets, (names) => {
        const plans = Object.fromEntries(names.map((name) => [name, manyChanges(1)]));
        const text = rendered(severalTargets(plans));
        const tree = new MarkdownTree(text);
        expect(tree.problems()).toEqual([]);
        expect(new Set(tree.markers()).size).toBe(names.length + 1);
        expect(text.match(/^<!-- muleteer:plan(?: \S+)? -->$/gm)).toEqual(tree.markers());
      }),
      { seed, numRuns: 50 },
    );
  });
});

describe('markers', () => {
  it.each([
    ['production', '<!-- muleteer:plan production -->'],
    ['eu-west_1.live', '<!-- muleteer:plan eu-west_1.live -->'],
    ['--> <!-- x', '<!-- muleteer:plan %2D-%3E%20%3C%21%2D-%20x -->'],
    ['a---b', '<!-- muleteer:plan a%2D%2D-b -->'],
    ['Zürich', '<!-- muleteer:plan Z%C3%BCrich -->'],
  ])('%s', (name, expected) => {
    expect(marker('plan', name)).toBe(expected);
  });

  it('of two long names are two', () => {
    const [one, other] = ['a', 'b'].map((end) => marker('drift', `${'x'.repeat(500)}${end}`));
    expect(one).not.toBe(other);
    expect(one?.length).toBeLessThan(220);
  });
});

describe('fences', () => {
  it('are longer than what stands in them', () => {
    const lines = ['```', '````', 'DELETE /a'];
    expect(new MarkdownTree(fence(lines).join('\n')).fences()).toEqual([lines.join('\n')]);
  });
});

describe('words', () => {
  it.each([
    [
      'restarts mule-c1 and mule-c2 · interrupts orders-api',
      'restarts mule-c1 and mule-c2 · interrupts orders-api',
    ],
    ['run `muleteer register a/b`, then wait', 'run `muleteer register a/b`, then wait'],
    ['ask @ops, or see #12.', 'ask `@ops`, or see `#12`.'],
    ['commit 3d2f61b of owner/repo#2 is gone', 'commit `3d2f61b` of `owner/repo#2` is gone'],
    ['http.port = 8081 · db_host = a', 'http.port = 8081 · `db_host` = a'],
    ['/close this', '/close this'],
    ['* [x] ~a~', '`* [x] ~a~`'],
  ])('%s', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });
});

describe('size', () => {
  it('any plan fits into a comment, and is whole', { timeout: 120_000 }, () => {
    const seed = seedFor('sizes of comments');
    const one = fc.record({
      count: fc.nat(3000),
      length: fc.nat(300),
      sign: fc.constantFrom('a', '`', '|', '<', '\\', '@ ', '\u0301'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 3 }), (sizes) => {
        const plans = sizes.map(({ count, length, sign }, index) => {
          const name = sign.repeat(length);
          const many = manyChanges(count);
          const changes = many.changes.map((each) => ({
            ...each,
            name: `${each.name}${name}`,
            address: `production/Application/${each.name}${name}`,
          }));
          return [
            `target-${index}${name}`,
            {
              ...many,
              changes,
              diagnostics: changes
                .slice(0, 100)
                .map(({ address }) => liveDiagnostic('warning', 'x', name, { address })),
            },
          ] as const;
        });
        const text = rendered(severalTargets(Object.fromEntries(plans)));
        expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
        const tree = new MarkdownTree(text);
        expect(tree.problems()).toEqual([]);
        expect(tree.markers()).toHaveLength(sizes.length === 1 ? 1 : sizes.length + 1);
      }),
      { seed, numRuns: 25 },
    );
  });
});
