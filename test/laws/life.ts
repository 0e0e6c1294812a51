/** One world with its manifests and what is recorded of it, ready to be planned. */
import type { RecordStore } from '../../src/model/record.ts';
import type { OracleCase } from '../oracle/arbitrary-case.ts';
import type { Bench } from '../support/bench.ts';
import { createMemoryRecord, type Memory } from '../support/memory-record.ts';
import { openTurns, type Turns } from '../support/turns.ts';
import { borrowBench, giveBack } from './bench-pool.ts';

export interface Life {
  readonly bench: Bench;
  readonly turns: Turns;
  readonly memory: Memory;
  close(): Promise<void>;
}

export async function openLife(one: OracleCase): Promise<Life> {
  const bench = await borrowBench(one.world);
  await bench.write(inFolders(one.files));
  const memory: Memory = new Map();
  const turns = await openTurns({ bench, store: storeOf(memory, bench), path: 'as-written' });
  await seedRecord(storeOf(memory, bench), turns, one.owned);
  await bench.clearLog();
  return {
    bench,
    turns,
    memory,
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

/** Every earlier process is dead. */
export function storeOf(memory: Memory, bench: Bench): RecordStore {
  const process = ++runs;
  return createMemoryRecord({
    memory,
    clock: bench.clock(),
    runner: { host: 'bench', process, isAlive: (other) => other === process },
    newRun: () => `run-${process}`,
  });
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
