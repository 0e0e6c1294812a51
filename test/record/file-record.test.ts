import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../src/model/record.ts';
import { createFileRecord, type FileRecordOptions } from '../../src/record/file-record.ts';
import { useFolder } from '../git/work-trees.ts';
import { createClock, createHost, createRuns, NOTHING, resource, startOf } from './fixtures.ts';

const folder = useFolder();

function record(path = 'record', change: Partial<FileRecordOptions> = {}): RecordStore {
  return createFileRecord({
    path: join(folder(), path),
    clock: createClock(),
    runner: createHost('build-7').process(1),
    author: null,
    newRun: createRuns(),
    key: null,
    ...change,
  });
}

async function apply(store: RecordStore, target = 'production'): Promise<void> {
  const run = await store.begin(startOf(await store.load(target), { target }));
  await run.note({ applied: [resource('Server/a')], done: ['deploy a'] });
  await run.end('complete', NOTHING);
}

describe('the record in files', () => {
  it('is one sorted JSON file for each target, and nothing else', async () => {
    const store = record('deep/record');
    await apply(store);
    await apply(store, 'staging');
    const at = join(folder(), 'deep/record');
    expect(readdirSync(at).sort()).toEqual(['production.json', 'staging.json']);
    const text = readFileSync(join(at, 'production.json'), 'utf8');
    expect(text.endsWith('\n}\n')).toBe(true);
    expect(Object.keys(JSON.parse(text))).toEqual([
      'earlier',
      'estate',
      'format',
      'resources',
      'run',
      'target',
    ]);
    expect(store.describe('production')).toBe(join(at, 'production.json'));
  });

  it('is the file itself where the path ends in .json, for one target', async () => {
    const store = record('production.json');
    await apply(store);
    expect(JSON.parse(readFileSync(join(folder(), 'production.json'), 'utf8')).target).toBe('production');
    await expect(store.load('staging')).rejects.toMatchObject({
      code: 'settings',
      message: `${join(folder(), 'production.json')} can keep the record of production or of staging, not of both`,
    });
    await expect(record('production.json').load('staging')).rejects.toMatchObject({
      message: expect.stringContaining('it is the record of production, not of staging'),
    });
  });

  it('says what is in the way', async () => {
    writeFileSync(join(folder(), 'taken'), '');
    await expect(record('taken').begin(startOf(null))).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(
        /^the record cannot be kept in .*taken\/production.json: (ENOTDIR|EEXIST)/,
      ),
    });
  });

  it('waits for a lock file, and says when it does not go away', async () => {
    mkdirSync(join(folder(), 'record'));
    const lock = join(folder(), 'record/production.json.lock');
    writeFileSync(lock, 'laptop 1 00\n');
    const clock = createClock();
    const began = clock.now();
    await expect(record('record', { clock }).begin(startOf(null))).rejects.toMatchObject({
      code: 'refused',
      message: `${lock} is in the way: another process writes the record`,
      hint: 'remove that file if no muleteer runs on it',
    });
    expect(clock.now() - began).toBe(5_000);
    expect(readFileSync(lock, 'utf8')).toBe('laptop 1 00\n');
    expect(existsSync(join(folder(), 'record/production.json'))).toBe(false);
  });

  it('takes away the lock file of a dead process of this host, not of a live one', async () => {
    mkdirSync(join(folder(), 'record'));
    const lock = join(folder(), 'record/production.json.lock');
    const host = createHost('build-7');
    writeFileSync(lock, 'build-7 2 00\n');
    const store = record('record', { runner: host.process(1) });
    await expect(store.begin(startOf(null))).rejects.toMatchObject({ code: 'refused' });
    host.kill(2);
    writeFileSync(lock, 'laptop 2 00\n');
    await expect(store.begin(startOf(null))).rejects.toMatchObject({ code: 'refused' });
    writeFileSync(lock, 'build-7 2 00\n');
    await apply(store);
    expect(readdirSync(join(folder(), 'record'))).toEqual(['production.json']);
  });

  it('takes away the lock file of a process that died before it said who it is', async () => {
    mkdirSync(join(folder(), 'record'));
    writeFileSync(join(folder(), 'record/production.json.lock'), '');
    const clock = createClock();
    const began = clock.now();
    await apply(record('record', { clock }));
    expect(clock.now() - began).toBe(1_000);
    expect(readdirSync(join(folder(), 'record'))).toEqual(['production.json']);
  });

  it('lets one of many win that write at once', async () => {
    const stores = Array.from({ length: 8 }, (_, index) =>
      record('record', { runner: createHost(`host-${index}`).process(1), newRun: () => `run-${index}` }),
    );
    for (const store of stores) await store.load('production');
    const results = await Promise.allSettled(stores.map((store) => store.begin(startOf(null))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(join(folder(), 'record'))).toEqual(['production.json']);
  });
});
