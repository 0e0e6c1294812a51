/** One world with its manifests and what is recorded of it, ready to be planned. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordStore } from '../../src/model/record.ts';
import { createGitRecord, openerOf } from '../../src/record/git-record.ts';
import type { OracleCase } from '../oracle/arbitrary-case.ts';
import type { Bench } from '../support/bench.ts';
import { createMemoryRecord, type Memory } from '../support/memory-record.ts';
import { openTurns, type Turns } from '../support/turns.ts';
import { borrowBench, giveBack } from './bench-pool.ts';

export interface Life {
  readonly bench: Bench;
  readonly turns: Turns;
  /** The record as the next process opens it: every earlier one is dead. */
  readonly openStore: () => RecordStore;
  close(): Promise<void>;
}

/** Where a bench's record is kept, empty at first; each call opens it as a process of its own. */
export type Keeping = (bench: Bench) => () => RecordStore;

export async function openLife(one: OracleCase, keeping: Keeping = inMemory): Promise<Life> {
  const bench = await borrowBench(one.world);
  await bench.write(inFolders(one.files));
  const openStore = keeping(bench);
  const turns = await openTurns({ bench, store: openStore(), path: 'as-written' });
  await seedRecord(openStore(), turns, one.owned);
  await bench.clearLog();
  return {
    bench,
    turns,
    openStore,
    async close() {
      await turns.close();
      giveBack(bench);
    },
  };
}

/** The same documents twice, the other way round the second time. */
function inFolders(files: OracleCase['files']): Readonly<Record<string, string>> {
  const entries = Object.entries(files).flatMap(([name, text]) => {
    const turned = name.endsWith('.yaml') ? text.split('---\n').reverse().join('---\n') : text;
    return [
      [`as-written/${name}`, text],
      [`turned-round/${name}`, turned],
    ];
  });
  return Object.fromEntries(entries);
}

let runs = 0;

export const inMemory: Keeping = (bench) => {
  const memory: Memory = new Map();
  return () => createMemoryRecord({ memory, ...nextProcess(bench) });
};

/** In the bench's own folder, as a repository. */
export const inGit: Keeping = (bench) => {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', bench.folder, ...args], { stdio: 'ignore', env: GIT_ENV });
  };
  if (!existsSync(join(bench.folder, '.git'))) git('init', '--quiet');
  git('update-ref', '-d', 'refs/muleteer/applied/production');
  return () =>
    createGitRecord({
      open: openerOf(bench.folder, GIT_ENV),
      remoteOf: () => null,
      key: null,
      ...nextProcess(bench),
    });
};

const GIT_ENV = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };

function nextProcess(bench: Bench) {
  const id = ++runs;
  return {
    clock: bench.clock(),
    runner: { host: 'bench', process: id, isAlive: (other: number) => other === id },
    newRun: () => `run-${id}`,
  };
}

/** As if an earlier apply had made what is owned; what exactly it sent does not matter to these laws. */
async function seedRecord(store: RecordStore, { estates }: Turns, owned: readonly string[]): Promise<void> {
  for (const [target, estate] of estates) {
    const source = { commit: null, dirty: false };
    const run = await store.begin({
      target,
      estate,
      source,
      loaded: null,
      plan: '',
      calls: [],
      leaseMs: 1000,
    });
    const common = { spec: {}, file: 'estate.yaml', commit: null, remoteId: null, protect: false };
    const applied = owned.map((key) => ({
      ...common,
      key,
      created: true,
      leftover: false,
      unverified: [],
      renamedFrom: null,
    }));
    await run.note({ applied });
    await run.end('complete', { created: owned.length, updated: 0, replaced: 0, deleted: 0, calls: 0 });
  }
}
