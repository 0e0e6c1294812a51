/** What every ready workflow has: the least rights, a guard against two at once, an end, and no secret in a script. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../examples/ci/github');
const NAMES = readdirSync(FOLDER).sort();

interface Parsed {
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<
    Record<string, { readonly 'timeout-minutes': number; readonly steps: readonly object[] }>
  >;
}

const WRITES: Readonly<Record<string, readonly string[]>> = {
  'apply.yml': ['contents', 'pull-requests'],
  'drift.yml': ['issues'],
  'plan-fork.yml': [],
  'plan.yml': ['pull-requests'],
  'snapshot.yml': [],
};

describe('the ready workflows', () => {
  test('are those that the documents speak of', () => {
    expect(NAMES).toEqual(Object.keys(WRITES));
    const document = readFileSync(join(FOLDER, '../../../docs/pull-requests.md'), 'utf8');
    for (const name of NAMES) expect(document, name).toContain(`\`${name}\``);
  });

  test.each(NAMES)('%s', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const { permissions, concurrency, jobs } = parse(text) as Parsed;
    const written = Object.entries(permissions).filter(([, level]) => level === 'write');
    expect(written.map(([scope]) => scope)).toEqual(WRITES[name]);
    expect(concurrency.group).not.toBe('');
    expect(concurrency['cancel-in-progress']).toBe(!['apply.yml', 'drift.yml'].includes(name));
    expect(Object.keys(jobs)).toHaveLength(1);
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps) expect(step).not.toHaveProperty('run');
    }
    expect(text).not.toMatch(/pull_request_target|persist-credentials/);
  });
});
