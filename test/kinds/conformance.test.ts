/**
 * One suite over every kind: what is declared is made, once; what has not changed costs nothing; each single edit
 * costs the one call that it is worth; and what is not ours stays as it is.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { declarations } from '../../src/kinds/index.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { applyAndCheckLaws, planJson } from '../support/laws.ts';
import { CONSOLE, documents, ENVIRONMENT } from '../support/manifests.ts';
import { samples } from './samples.ts';

afterEach(closeBenches);

const withoutIds = (writes: readonly string[]): readonly string[] =>
  writes.map((write) => write.replace(/\d{4,}/g, 'ID'));

describe('every kind', () => {
  it('has a sample', () => {
    expect(samples.map(({ kind }) => kind).sort()).toEqual(declarations.map(({ kind }) => kind).sort());
  });
});

describe.each(samples)('$kind', (sample) => {
  const targets = { 'targets.yaml': documents(ENVIRONMENT, CONSOLE) };

  it('is made once, and each edit costs what it is worth', async () => {
    const bench = await openBench();
    await bench.write({ ...targets, ...sample.files });
    expect(withoutIds(await applyAndCheckLaws(bench)), 'create').toEqual(sample.creates);
    for (const edit of sample.edits) {
      await bench.write(edit.files);
      expect(withoutIds(await applyAndCheckLaws(bench)), edit.title).toEqual(edit.writes);
    }
  });

  it('is taken as it is when it is there already', async () => {
    const bench = await openBench();
    await bench.write({ ...targets, ...sample.files });
    await applyAndCheckLaws(bench);
    const { resource_changes, summary } = await planJson(bench, '--all');
    const own = resource_changes.filter(({ address }) => address.includes(`/${sample.kind}/`));
    expect(own.map(({ change }) => change.actions)).toEqual(own.map(() => ['no-op']));
    expect(own.length).toBeGreaterThan(0);
    expect(summary.calls).toBe(0);
  });

  it('is left alone once it is no longer declared', async () => {
    const bench = await openBench();
    await bench.write({ ...targets, ...sample.files });
    await applyAndCheckLaws(bench);
    const empty = Object.keys(sample.files).filter((name) => name.endsWith('.yaml'));
    await bench.write(Object.fromEntries(empty.map((name) => [name, '# nothing any more\n'])));
    const { unmanaged, calls } = await planJson(bench);
    expect(calls).toEqual([]);
    expect(unmanaged.some(({ address }) => address.includes(`/${sample.kind}/`))).toBe(true);
  });

  it('is planned alike whatever the order of the files', async () => {
    const bench = await openBench();
    await bench.write({ ...targets, ...sample.files });
    const before = await bench.cli(['plan', '-o', 'json']);
    const reversed = [...Object.keys(sample.files), 'targets.yaml'].sort().reverse();
    const after = await bench.cli([
      'plan',
      '-o',
      'json',
      ...reversed.filter((name) => name.endsWith('.yaml')),
    ]);
    expect(after.stdout).toBe(before.stdout);
  });
});
