/**
 * The lock, its lease, taking over and unlocking: the same for every store. A state with an open run is the lock;
 * swapping one in against what the plan was made from takes it.
 */
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import { otherEstate } from '../model/other-estate.ts';
import type { RecordedRun, RecordRun, RecordStore, Runner, RunStart, SealedSpec } from '../model/record.ts';
import type { SpecObject } from '../model/spec-value.ts';
import { isGone } from './is-gone.ts';
import { createRun } from './record-run.ts';
import { begun, finished, type Kept, type KeptRun, recordOf, runOf } from './record-state.ts';
import { appliedMeanwhile, lockedBy } from './refusals.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The process that applies. */
export interface LocalRunner extends Omit<Runner, 'author' | 'run'> {
  /** Whether a process of this host is there. */
  isAlive(process: number): boolean;
}

export interface LockingOptions {
  readonly keeper: StateKeeper;
  readonly clock: Clock;
  readonly runner: LocalRunner;
  /** A random id. */
  readonly newRun: () => string;
  readonly seal: (spec: SpecObject) => SealedSpec;
}

export function createLockingStore(options: LockingOptions): RecordStore {
  const { keeper, seal } = options;
  /** What was read last, so that `begin` need not read it again: its swap finds out whether it still holds. */
  const read = new Map<string, Kept | null>();
  const readAgain = async (target: string): Promise<Kept | null> => {
    const kept = await keeper.read(target);
    read.set(target, kept);
    return kept;
  };
  return {
    remembers: true,
    describe: (target) => keeper.describe(target),
    seal,
    async load(target) {
      const kept = await readAgain(target);
      return kept === null ? null : recordOf(kept);
    },
    async begin(start) {
      const known = read.get(start.target);
      const before = known === undefined ? await readAgain(start.target) : known;
      return await begin({ options, start, before, readAgain });
    },
    history: (target) => keeper.history(target),
    unlock: async (target, run) => await unlock(options, { target, run, before: await readAgain(target) }),
  };
}

interface Beginning {
  readonly options: LockingOptions;
  readonly start: RunStart;
  readonly before: Kept | null;
  readonly readAgain: (target: string) => Promise<Kept | null>;
}

async function begin({ options, start, before, readAgain }: Beginning): Promise<RecordRun> {
  const { keeper, clock, runner, newRun } = options;
  const { target, estate, leaseMs } = start;
  const version = start.loaded?.version ?? null;
  if ((before?.version ?? null) !== version) throw refusal(options, target, await readAgain(target));
  if (before !== null && before.state.estate !== estate)
    throw otherEstate(target, before.state.estate, estate);
  if (before !== null && isLocked(before.state.run, options)) throw lockedBy(target, before.state.run);
  const { host, process } = runner;
  const us: Runner = { run: newRun(), host, process, author: await keeper.author() };
  const state = begun(before?.state ?? null, start, us, clock.now());
  const run = createRun({ target, keeper, clock, leaseMs, before, state });
  // A run without calls disturbs nobody: what it has to say is swapped in when it says it.
  if (start.calls.length > 0 && !(await run.lock())) throw refusal(options, target, await readAgain(target));
  return { note: run.note, end: run.end };
}

function refusal(options: LockingOptions, target: string, now: Kept | null): MuleteerError {
  const run = now?.state.run ?? null;
  return run !== null && isLocked(run, options) ? lockedBy(target, run) : appliedMeanwhile(target, run);
}

/** Open, and neither expired nor of a process of this host that is no more. */
function isLocked(run: KeptRun, { clock, runner }: LockingOptions): boolean {
  if (run.state !== 'open' || clock.now() >= run.leaseUntil) return false;
  return !isGone(run.runner, runner);
}

interface Unlocking {
  readonly target: string;
  /** The id of the run that may be ended, and no other. */
  readonly run: string;
  readonly before: Kept | null;
}

async function unlock(
  { keeper, clock }: LockingOptions,
  { target, run, before }: Unlocking,
): Promise<RecordedRun | null> {
  if (before === null || before.state.run.state !== 'open') return null;
  if (before.state.run.runner.run !== run) throw changedMeanwhile(target);
  const next = finished(before.state, 'interrupted', null, clock.now());
  const kept = await keeper.swap({ target, before, next });
  if (kept === null) throw changedMeanwhile(target);
  const isSeen = await keeper.publish(target, kept).catch(async (error: unknown) => {
    await keeper.retract(target, kept, before);
    throw error;
  });
  if (!isSeen) {
    await keeper.retract(target, kept, before);
    throw changedMeanwhile(target);
  }
  return runOf(kept.state.run);
}

function changedMeanwhile(target: string): MuleteerError {
  return new MuleteerError('refused', `the record of ${target} has changed just now`, {
    hint: `the run goes on, or another has begun: muleteer history ${target}`,
  });
}
