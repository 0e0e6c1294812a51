import type {
  AppliedRecord,
  RecordedResource,
  RecordedRun,
  RecordStore,
  RunCounts,
  RunStart,
} from '../../src/model/record.ts';
import type { LocalRunner } from '../../src/record/locking.ts';

export const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);
export const LEASE = 600_000;
export const COMMIT = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';

/** A clock that only the test moves; who waits does not. */
export function createClock(): { now(): number; sleep(ms: number): Promise<void>; pass(ms: number): void } {
  let now = T0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

/** The processes of one host. */
export function createHost(host: string): {
  readonly process: (id: number) => LocalRunner;
  readonly kill: (id: number) => void;
} {
  const dead = new Set<number>();
  return {
    process: (id) => ({ host, process: id, isAlive: (other) => !dead.has(other) }),
    kill: (id) => dead.add(id),
  };
}

/** Ids that can be foreseen. */
export function createRuns(): () => string {
  let last = 0;
  return () => `run-${++last}`;
}

export function resource(key: string, change: Partial<RecordedResource> = {}): RecordedResource {
  return {
    key,
    spec: { desiredStatus: 'STARTED' },
    file: 'apps/app.yaml',
    unverified: [],
    commit: COMMIT,
    remoteId: 77,
    created: true,
    leftover: false,
    renamedFrom: null,
    protect: false,
    ...change,
  };
}

export function startOf(loaded: AppliedRecord | null, change: Partial<RunStart> = {}): RunStart {
  return {
    target: 'production',
    estate: 'us/acme/production',
    source: { commit: COMMIT, dirty: false },
    loaded,
    plan: 'sha256:1',
    calls: ['deploy a', 'deploy b'],
    leaseMs: LEASE,
    ...change,
  };
}

/** Whatever run is the last one of production. */
export async function unlock(store: RecordStore): Promise<RecordedRun | null> {
  const record = await store.load('production');
  return await store.unlock('production', record?.run?.runner.run ?? 'none');
}

export const NOTHING: RunCounts = { created: 0, updated: 0, replaced: 0, deleted: 0, calls: 0 };
