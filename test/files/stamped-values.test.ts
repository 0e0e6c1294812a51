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
/** A minute after the files were written. */
const later = (): number => Date.now() + 60_000;
const open = (version = '1', now = later) =>
  openStampedValues({ file: at('kept/values.json'), version, now });

/** A time that can be given back to a file as it was. */
const FORMERLY = new Date('2026-01-01');

/** Keeps `found` of the file `a`, which says `text`. */
function keep(text: string, found: unknown = { found: text }): void {
  writeFileSync(at('a'), text);
  utimesSync(at('a'), FORMERLY, FORMERLY);
  const values = open();
  expect(values.get(at('a'))).toBeUndefined();
  values.set(at('a'), found);
  values.save();
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
        writeFileSync(at('a'), 'two');
        utimesSync(at('a'), FORMERLY, FORMERLY);
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
    expect(open().get(at('a'))).toBeUndefined();
  });

  test('is not kept of a file that is as young as a clock of files is coarse', () => {
    writeFileSync(at('a'), 'one');
    const values = open('1', Date.now);
    values.get(at('a'));
    values.set(at('a'), 'found');
    values.save();
    expect([values.get(at('a')), open().get(at('a'))]).toEqual([undefined, undefined]);
  });

  test('is known in the same run, until the file changes', () => {
    writeFileSync(at('a'), 'one');
    const values = openStampedValues({ file: null, version: '1', now: later });
    values.get(at('a'));
    values.set(at('a'), 'found');
    values.save();
    expect(values.get(at('a'))).toBe('found');
    writeFileSync(at('a'), 'another');
    expect(values.get(at('a'))).toBeUndefined();
  });

  test('is about no older state than the one that was asked for', () => {
    writeFileSync(at('a'), 'one');
    const values = open();
    values.get(at('a'));
    writeFileSync(at('a'), 'and more');
    values.set(at('a'), 'found before');
    values.save();
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
      expect(open().get(at('a'))).toBeUndefined();
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test.each(['', 'no digest', '{}', '\n', '\nnull'])('what is no such file is as none: %j', (text) => {
  keep('one');
  writeFileSync(at('kept/values.json'), text);
  expect(open().get(at('a'))).toBeUndefined();
});

test.each<[string, () => void]>([
  ['a folder has its name', () => mkdirSync(at('kept/values.json'), { recursive: true })],
  ["a file has its folder's name", () => writeFileSync(at('kept'), '')],
])('where %s, nothing is kept', (_, spoil) => {
  spoil();
  writeFileSync(at('a'), 'one');
  const values = open();
  values.get(at('a'));
  values.set(at('a'), 'found');
  expect(() => values.save()).not.toThrow();
});
