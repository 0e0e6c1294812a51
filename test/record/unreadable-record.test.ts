/** Records that cannot be read: plain words, and nothing is written over. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeCommit } from '../../src/git/commits.ts';
import { openRepository } from '../../src/git/open-repository.ts';
import type { RecordStore } from '../../src/model/record.ts';
import { createFileRecord } from '../../src/record/file-record.ts';
import { createGitRecord, openerOf } from '../../src/record/git-record.ts';
import { ADA, createWorkTree, git, useFolder } from '../git/work-trees.ts';
import { createClock, createHost, createRuns, NOTHING, resource, startOf } from './fixtures.ts';

const folder = useFolder();
const REF = 'refs/muleteer/applied/production';
const HINT = `git log ${REF} shows earlier states, git update-ref ${REF} COMMIT goes back to one, with -d it forgets all; without a record, the next apply compares with what is live, and records anew`;

const common = { clock: createClock(), runner: createHost('h').process(1), newRun: createRuns(), key: null };

async function apply(store: RecordStore): Promise<void> {
  const run = await store.begin(startOf(await store.load('production')));
  await run.note({ applied: [resource('Server/a')] });
  await run.end('complete', NOTHING);
}

describe('in git', () => {
  let at: string;
  let store: RecordStore;

  beforeEach(async () => {
    at = createWorkTree(join(folder(), 'tree'));
    store = createGitRecord({ ...common, open: openerOf(at, ADA), remoteOf: () => null });
    await apply(store);
  });

  /** One more commit on the record, by hand. */
  async function commit(path: string, text: string | null): Promise<void> {
    const run = (await openRepository(at, ADA))?.git;
    if (run === undefined) throw new Error('no repository');
    const parent = git(at, 'rev-parse', REF);
    const changes = new Map([[path, text]]);
    git(
      at,
      'update-ref',
      REF,
      await writeCommit(run, { parent, changes, message: 'Run: x', author: 'A <a@b>', time: 0 }),
    );
  }

  it.each([
    ['estate.json', '{ "format": ', `${REF} cannot be read: estate.json is no JSON`],
    ['estate.json', '[]', `${REF} cannot be read: estate.json is no object`],
    ['estate.json', null, `${REF} cannot be read: it has no estate.json`],
    ['run.json', null, `${REF} cannot be read: it has no run.json`],
    ['run.json', '{}', `${REF} cannot be read: run.json has no source`],
    [
      'resources/Server/a.json',
      '{ "key": 1, "spec": {} }',
      `${REF} cannot be read: key of resources/Server/a.json is no text`,
    ],
    [
      'resources/Server/a.json',
      '{ "spec": [] }',
      `${REF} cannot be read: spec of resources/Server/a.json is no object`,
    ],
  ])('says what is wrong in %s, and how to go on', async (path, text, message) => {
    await commit(path, text);
    const before = git(at, 'rev-parse', REF);
    await expect(store.load('production')).rejects.toMatchObject({ code: 'settings', message, hint: HINT });
    await expect(store.begin(startOf(null))).rejects.toMatchObject({ code: 'settings' });
    expect(git(at, 'rev-parse', REF)).toBe(before);
  });

  it('can go back to an earlier state, as it says', async () => {
    await commit('run.json', 'x');
    await expect(store.history('production')).rejects.toMatchObject({ hint: HINT });
    git(at, 'update-ref', REF, `${REF}~1`);
    expect((await store.load('production'))?.resources.size).toBe(1);
    git(at, 'update-ref', '-d', REF);
    expect(await store.load('production')).toBeNull();
    await apply(store);
  });

  it('leaves a newer format alone', async () => {
    await commit('estate.json', '{ "format": 2 }');
    await expect(store.load('production')).rejects.toMatchObject({
      code: 'settings',
      message: `${REF} was written by a newer muleteer: its format is 2, this version reads up to 1`,
      hint: 'update muleteer here',
    });
  });

  it('says that objects are missing', async () => {
    for (const name of readdirSync(join(at, '.git/objects'))) {
      if (name.length === 2) rmSync(join(at, '.git/objects', name), { recursive: true });
    }
    mkdirSync(join(at, '.git/objects/00'));
    await expect(store.load('production')).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(/^refs\/muleteer\/applied\/production cannot be read: /),
      hint: HINT,
    });
  });

  it('says that one object is missing', async () => {
    const id = git(at, 'rev-parse', `${REF}:run.json`);
    rmSync(join(at, '.git/objects', id.slice(0, 2), id.slice(2)));
    await expect(store.load('production')).rejects.toMatchObject({
      message: `${REF} cannot be read: ${id} is missing`,
    });
    await expect(store.history('production')).rejects.toMatchObject({
      message: expect.stringMatching(/run.json is missing$/),
    });
  });
});

describe('in a file', () => {
  it.each([
    ['', 'it is no JSON'],
    ['{}', 'it has no format'],
    ['{ "format": 1, "target": "production", "resources": [{}], "earlier": [] }', 'spec'],
  ])('says what is wrong with %j', async (text, what) => {
    const path = join(folder(), 'record');
    mkdirSync(path);
    const file = join(path, 'production.json');
    writeFileSync(file, text);
    const store = createFileRecord({ ...common, path, author: null });
    await expect(store.load('production')).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(new RegExp(`^${file} cannot be read: .*${what}`)),
      hint: expect.stringMatching(/^remove the file to forget it/),
    });
    await expect(store.begin(startOf(null))).rejects.toMatchObject({ code: 'settings' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('leaves a newer format alone', async () => {
    writeFileSync(join(folder(), 'production.json'), '{ "format": 2 }');
    const store = createFileRecord({ ...common, path: folder(), author: null });
    await expect(store.load('production')).rejects.toMatchObject({
      message: expect.stringContaining('newer muleteer'),
    });
  });
});
