import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestFile } from '../../src/artifacts/digest-file.ts';
import { knownDigest } from '../../src/artifacts/known-digest.ts';
import { openStampedValues } from '../../src/files/open-stamped-values.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muleteer-test-'));
  path = join(folder, 'a.jar');
  writeFileSync(path, 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openStampedValues({ file: null, version: '1', now: () => Date.now() + 60_000 });

test('is taken once, and anew when the file changes', async () => {
  const known = open();
  const read = await digestFile(path);
  expect(await knownDigest(path, known)).toEqual(read);
  expect(known.get(path)).toEqual({ sha1: read.sha1, size: read.size });
  writeFileSync(path, 'two');
  expect(await knownDigest(path, known)).toEqual(await digestFile(path));
});

test('is believed where it is known', async () => {
  const known = open();
  known.get(path);
  known.set(path, { sha1: 'known', size: 3 });
  expect(await knownDigest(path, known)).toEqual({ path, fileName: 'a.jar', sha1: 'known', size: 3 });
});

test('is taken where something else is known of the file', async () => {
  const known = open();
  known.get(path);
  known.set(path, []);
  expect(await knownDigest(path, known)).toEqual(await digestFile(path));
});

test.each([1_048_576, 1_048_577])('of a file of %i bytes is that of its bytes', async (size) => {
  writeFileSync(path, Buffer.alloc(size, 'a'));
  const sha1 = createHash('sha1').update(Buffer.alloc(size, 'a')).digest('hex');
  expect(await digestFile(path)).toMatchObject({ sha1, size });
});

test('of a file that is gone is nobody told', async () => {
  const known = open();
  await knownDigest(path, known);
  rmSync(path);
  await expect(knownDigest(path, known)).rejects.toThrow(`cannot read the artifact ${path}`);
});
