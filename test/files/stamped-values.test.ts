import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStampedValues } from '../../src/files/open-stamped-values.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muleteer-test-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const open = (version = '1') => openStampedValues({ file: at('kept/values.json'), version });

/** As if the values had been kept long after the files were written. */
function later(): void {
  const future = new Date(Date.now() + 60_000);
  utimesSync(at('kept/values.json'), future, future);
}

/** Keeps `found` of the file `a`, which says `text`. */
function keep(text: string, found: unknown = { found: text }): void {
  writeFileSync(at('a'), text);
  const values = open();
  expect(values.get(at('a'))).toBeUndefined();
  values.set(at('a'), found);
  values.save();
  later();
}

describe('what was found out about a file', () => {
  test('is known in the next run', () => {
    keep('one');
    expect(open().get(at('a'))).toEqual({ found: 'one' });
  });

  test.each<[string, () => void]>([
    ['is longer', () => writeFileSync(at('a'), 'longer')],
    ['says something else of the same length', () => writeFileSync(at('a'), 'two')],
    [
      'says something else, and has been given its old time',
      () => {
        const { atime, mtime } = statSync(at('a'));
        writeFileSync(at('a'), 'two');
        utimesSync(at('a'), atime, mtime);
      },
    ],
    [
      'is another file of this name',
      () => {
        rmSync(at('a'));
        writeFileSync(at('a'), 'one');
      },
    ],
    ['is gone', () => rmSync(at('a'))],
  ])('is unknown where the file %s', (_, change) => {
    keep('one');
    change();
    later();
    expect(open().get(at('a'))).toBeUndefined();
  });

  test('is unknown where the file was as young as its clock is coarse', () => {
    keep('one');
    const { mtime } = statSync(at('a'));
    utimesSync(at('kept/values.json'), mtime, mtime);
    expect(open().get(at('a'))).toBeUndefined();
  });

  test('is about no older state than the one that was asked for', () => {
    writeFileSync(at('a'), 'one');
    const values = open();
    values.get(at('a'));
    writeFileSync(at('a'), 'and more');
    values.set(at('a'), 'found before');
    values.save();
    later();
    expect(open().get(at('a'))).toBeUndefined();
  });

  test('is unknown to another version', () => {
    keep('one');
    expect(open('2').get(at('a'))).toBeUndefined();
    expect(open('1').get(at('a'))).toEqual({ found: 'one' });
  });

  test('stays known when others are learnt', () => {
    keep('one');
    writeFileSync(at('b'), 'b');
    const values = open();
    values.get(at('b'));
    values.set(at('b'), 'b');
    values.save();
    later();
    expect([open().get(at('a')), open().get(at('b'))]).toEqual([{ found: 'one' }, 'b']);
  });

  test('is for nobody else to read', () => {
    keep('one');
    expect(statSync(at('kept/values.json')).mode & 0o777).toBe(0o600);
  });
});

const SEED = Number(process.env.STAMPED_SEED ?? Date.now() % 2 ** 31);

test(`a damaged byte anywhere makes all of it unknown (seed ${SEED})`, () => {
  keep('one');
  const whole = readFileSync(at('kept/values.json'));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (place, by) => {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] ?? 0) ^ by;
      writeFileSync(at('kept/values.json'), damaged);
      later();
      expect(open().get(at('a'))).toBeUndefined();
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test.each(['', 'no digest', '{}', '\n', '\nnull'])('what is no such file is as none: %j', (text) => {
  keep('one');
  writeFileSync(at('kept/values.json'), text);
  later();
  expect(open().get(at('a'))).toBeUndefined();
});

test('where nothing can be kept, nothing is', () => {
  writeFileSync(at('a'), 'one');
  mkdirSync(at('kept/values.json'), { recursive: true });
  const values = open();
  values.get(at('a'));
  values.set(at('a'), 'found');
  expect(() => values.save()).not.toThrow();
});
