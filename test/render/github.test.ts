/** Workflow commands, read as GitHub's runner reads them. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { findingsOf } from '../../src/render/findings.ts';
import { renderGithub } from '../../src/render/github.ts';
import { printable } from '../../src/render/printable.ts';
import { withAdvice } from '../../src/render/words.ts';
import { GOLDEN_PLANS, manyChanges } from './golden-plans.ts';
import { hostilePlans } from './hostile-plans.ts';
import { change, guard, plan } from './plans.ts';

const OPTIONS = { version: '0.1.0', all: false, fileOf: (file: string) => `team/${file}` };

interface Annotation {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The runner's rules: properties end at the first `::` and at commas; `%25` is undone last. */
function read(line: string): Annotation {
  const [, command = '', written = '', data = ''] = /^::([a-z]+) (.*?)::(.*)$/s.exec(line) ?? [];
  const plain = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const pairs = written.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [
      pair.slice(0, at),
      plain(
        pair
          .slice(at + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      ),
    ];
  });
  return { command, properties: Object.fromEntries(pairs), message: plain(data) };
}

/** Whatever anybody could take for the end of a line. */
function linesOf(of: Plan): readonly string[] {
  const text = renderGithub(of, OPTIONS);
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text.split(/[\r\n\u0085\u2028\u2029]/).slice(0, -1);
}

describe('github', () => {
  it('is one annotation for all that is said of a resource at a line', () => {
    const [first] = linesOf(GOLDEN_PLANS.small as Plan).map(read);
    expect(first).toEqual({
      command: 'warning',
      properties: {
        file: 'team/clusters.yaml',
        line: '4',
        col: '1',
        title: 'production/Cluster/orders-cluster',
      },
      message: 'restarts mule-c1 and mule-c2\ninterrupts stock-api\nto be updated (spec.servers)',
    });
  });

  it('has nine at most, worst first, and says how many are left out', () => {
    const lines = linesOf({ ...manyChanges(40), guards: [guard('maxUpdates', 3, 20)] }).map(read);
    expect(lines.map(({ command }) => command)).toEqual([
      'error',
      ...Array.from({ length: 8 }, () => 'warning'),
      'notice',
    ]);
    expect(lines.at(-1)?.message).toMatch(/^32 more: /);
  });

  it('leaves nothing out where nine suffice', () => {
    const nine = Array.from({ length: 9 }, (_, index) => change(`ServerGroup/g${index}`));
    expect(linesOf(plan(nine))).toHaveLength(9);
    expect(linesOf(plan(nine)).join()).not.toContain('more');
  });

  it('is nothing where there is nothing to say', () => {
    expect(renderGithub(GOLDEN_PLANS.empty as Plan, OPTIONS)).toBe('');
  });

  it('gives every message back, and lets no name begin a command', () => {
    for (const of of [...Object.values(GOLDEN_PLANS), ...hostilePlans('github', 300)]) {
      const findings = findingsOf(of);
      const texts = new Set(findings.map(({ message, hint }) => printable(withAdvice(message, hint))));
      const titles = new Set(
        findings.map(({ address, target }) => printable(address ?? target ?? 'muleteer')),
      );
      const files = new Set(findings.map(({ origin }) => origin && printable(`team/${origin.file}`)));
      const lines = linesOf(of);
      expect(lines.length).toBeLessThanOrEqual(10);
      for (const line of lines) {
        expect(line).toMatch(/^::(error|warning|notice) /);
        const { properties, message } = read(line);
        if (/^\d+ more: /.test(message) && line === lines.at(-1)) continue;
        expect(titles).toContain(properties.title);
        expect(files).toContain(properties.file ?? null);
        expect(message.split('\n').filter((text) => !texts.has(text))).toEqual([]);
      }
    }
  });
});
