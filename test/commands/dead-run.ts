/** A run that took a lock and never came back. */
import { join } from 'node:path';
import { createFileRecord } from '../../src/record/file-record.ts';
import type { Bench } from '../support/bench.ts';

export interface DeadRun {
  readonly id?: string;
  readonly host: string;
  readonly process: number;
  readonly author?: string;
  /** Milliseconds. */
  readonly leaseMs: number;
  /** Default: production. */
  readonly target?: string;
}

/** To be called after an apply with `--record file:record`, which says which estate it is. */
export async function leaveLock(bench: Bench, run: DeadRun): Promise<void> {
  const store = createFileRecord({
    path: join(bench.folder, 'record'),
    clock: bench.clock(),
    runner: { host: run.host, process: run.process, isAlive: () => true },
    author: run.author ?? null,
    newRun: () => run.id ?? 'dead-run',
    key: null,
  });
  const { target = 'production' } = run;
  const loaded = await store.load(target);
  if (loaded === null) throw new Error('nothing was applied yet');
  await store.begin({
    target,
    estate: loaded.estate,
    source: { commit: null, dirty: false },
    loaded,
    plan: 'sha256:dead',
    calls: ['one', 'two'],
    leaseMs: run.leaseMs,
  });
}
