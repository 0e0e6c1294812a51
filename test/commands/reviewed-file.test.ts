/** What `--plan` takes for a plan. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { applyReviewed } from './review.ts';

afterEach(closeBenches);

describe('a file that is no plan', () => {
  const FINE = { format_version: '1.0', fingerprint: `sha256:${'a'.repeat(64)}`, resource_changes: [] };
  const change = {
    target: 't',
    address: 'a',
    fingerprint: FINE.fingerprint,
    change: { actions: ['update'] },
  };

  test.each<readonly [string, string, RegExp]>([
    ['no JSON', 'hello', /it is no JSON/],
    ['a list', '[]', /it is no object/],
    ['something else', '{"a":1}', /it has no format_version/],
    [
      'of a later version',
      JSON.stringify({ ...FINE, format_version: '2.0' }),
      /its format is 2\.0, this version reads 1\.x/,
    ],
    ['without a fingerprint', JSON.stringify({ ...FINE, fingerprint: undefined }), /it has no fingerprint/],
    [
      'with a mangled one',
      JSON.stringify({ ...FINE, fingerprint: 'sha256:1' }),
      /sha256:1 is no fingerprint/,
    ],
    [
      'without changes',
      JSON.stringify({ ...FINE, resource_changes: undefined }),
      /it has no resource_changes/,
    ],
    [
      'with a strange change',
      JSON.stringify({ ...FINE, resource_changes: [1] }),
      /a change in it is no object/,
    ],
    [
      'with a change of nothing',
      JSON.stringify({ ...FINE, resource_changes: [{ ...change, change: {} }] }),
      /no actions/,
    ],
    [
      'with a change of nowhere',
      JSON.stringify({ ...FINE, resource_changes: [{ ...change, target: 1 }] }),
      /no target/,
    ],
  ])('%s', async (_, text, error) => {
    const bench = await openEstate();
    await bench.write({ 'reviewed.json': text });
    const result = await applyReviewed(bench);
    await expectFailure(
      result,
      { error: new RegExp(`reviewed\\.json is no plan: .*${error.source}`), hint: /plan -o json=FILE/ },
      bench,
    );
    expect(await bench.log(), 'nobody was asked').toEqual([]);
  });

  test('not there', async () => {
    const bench = await openEstate();
    await expectFailure(
      await applyReviewed(bench),
      { error: /cannot read reviewed\.json \(ENOENT\)/, hint: /plan -o json=FILE/ },
      bench,
    );
  });
});
