import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestFile } from '../../src/artifacts/digest-file.ts';
import { rememberedDigest } from '../../src/artifacts/remembered-digest.ts';

describe('a digest that is remembered', () => {
  let folder: string;
  let path: string;
  let reads: number;
  const manifest = {};
  const digest: typeof digestFile = (file) => {
    reads += 1;
    return digestFile(file);
  };
  const sha1 = async (wanted: object = manifest, file = path) =>
    (await rememberedDigest(file, wanted, digest)).sha1;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muleteer-digest-'));
    path = join(folder, 'a.jar');
    reads = 0;
    writeFileSync(path, 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken once while the file stays what it is', async () => {
    const wanted = {};
    const { sha1: read } = await digestFile(path);
    expect([await sha1(wanted), await sha1(wanted), await sha1(wanted)]).toEqual([read, read, read]);
    expect(reads).toBe(1);
  });

  it('is taken anew for a file of the same size and time that took its place', async () => {
    const at = new Date('2024-06-01T00:00:00Z');
    utimesSync(path, at, at);
    const before = await sha1();
    const other = join(folder, 'b.jar');
    writeFileSync(other, 'two');
    utimesSync(other, at, at);
    renameSync(other, path);
    expect(await sha1()).not.toBe(before);
    expect(reads).toBe(2);
  });

  it('is taken anew for another file, and for whoever else wants it', async () => {
    const wanted = {};
    await sha1(wanted);
    const other = join(folder, 'b.jar');
    writeFileSync(other, 'two');
    expect(await sha1(wanted, other)).toBe((await digestFile(other)).sha1);
    await sha1({});
    expect(reads).toBe(3);
  });

  it('does not hide that the file is gone', async () => {
    const wanted = {};
    await sha1(wanted);
    rmSync(path);
    await expect(sha1(wanted)).rejects.toThrow(`cannot read the artifact ${path}`);
  });
});
