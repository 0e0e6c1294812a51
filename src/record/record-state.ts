/** What every store keeps, and how a run changes it. Pure; where it is kept is a `StateKeeper`'s matter. */
import type {
  AppliedRecord,
  HistoryEntry,
  Progress,
  RecordedResource,
  RecordedRun,
  RunCounts,
  RunStart,
} from '../model/record.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { Source } from '../model/source.ts';

export interface KeptRun extends RecordedRun {
  readonly source: Source;
  /** Milliseconds since the epoch; `ended` is null while it is open. */
  readonly started: number;
  readonly ended: number | null;
  /** Null where nobody counted: it is open, or somebody else ended it. */
  readonly counts: RunCounts | null;
}

export interface RecordState {
  readonly estate: string;
  readonly run: KeptRun;
  readonly resources: ReadonlyMap<ResourceKey, RecordedResource>;
}

/** A state in its store. */
export interface Kept {
  readonly version: string;
  readonly state: RecordState;
}

export function begun(
  before: RecordState | null,
  start: RunStart,
  runner: RecordedRun['runner'],
  now: number,
): RecordState {
  const { estate, source, plan, calls, leaseMs } = start;
  const run: KeptRun = {
    runner,
    state: 'open',
    leaseUntil: now + leaseMs,
    plan,
    calls,
    done: [],
    source,
    started: now,
    ended: null,
    counts: null,
  };
  return { estate, run, resources: before?.resources ?? new Map() };
}

export function advanced(state: RecordState, progress: Progress, leaseUntil: number): RecordState {
  const resources = new Map(state.resources);
  for (const key of progress.forgotten ?? []) resources.delete(key);
  for (const resource of progress.applied ?? []) resources.set(resource.key, resource);
  const done = [...state.run.done, ...(progress.done ?? [])];
  return { ...state, run: { ...state.run, done, leaseUntil }, resources };
}

export function finished(
  state: RecordState,
  how: Exclude<RecordedRun['state'], 'open'>,
  counts: RunCounts | null,
  now: number,
): RecordState {
  return { ...state, run: { ...state.run, state: how, ended: now, counts } };
}

export function recordOf({ version, state: { estate, run, resources } }: Kept): AppliedRecord {
  return { version, estate, commit: run.source.commit, resources, run: runOf(run) };
}

export function runOf({ runner, state, leaseUntil, plan, calls, done }: KeptRun): RecordedRun {
  return { runner, state, leaseUntil, plan, calls, done };
}

export function historyEntry({ started, ended, source, runner, state, counts, done }: KeptRun): HistoryEntry {
  return {
    time: ended ?? started,
    commit: source.commit,
    author: runner.author,
    state,
    counts: counts ?? { created: 0, updated: 0, replaced: 0, deleted: 0, calls: done.length },
  };
}
