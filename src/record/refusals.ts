/** What people read when the lock is not theirs. Exit 3, nothing written. */
import { MuleteerError } from '../model/errors.ts';
import { isoTime } from '../model/iso-time.ts';
import { machineOf } from './machine-of.ts';
import type { KeptRun } from './record-state.ts';

const PLAN_AGAIN = 'run the command again: it plans against what is there now';

export function lockedBy(target: string, { runner, started, leaseUntil }: KeptRun): MuleteerError {
  const message = `${who(runner)} is applying ${target} since ${isoTime(started)}, the lock runs until ${isoTime(leaseUntil)}`;
  return new MuleteerError('refused', message, {
    hint: `wait, or, if that run is dead: muleteer unlock ${target}`,
    byTarget: { [target]: message },
    passes: true,
  });
}

/** The record is not the one that was planned against. */
export function appliedMeanwhile(target: string, run: KeptRun | null): MuleteerError {
  if (run === null) {
    const message = `the record of ${target} is gone since it was read`;
    return planAgain(target, message);
  }
  const { runner, ended, started } = run;
  const did = ended === null ? 'began to apply' : 'applied';
  const message = `${who(runner)} ${did} ${target} meanwhile, at ${isoTime(ended ?? started)}`;
  return planAgain(target, message);
}

function planAgain(target: string, message: string): MuleteerError {
  return new MuleteerError('refused', message, {
    hint: PLAN_AGAIN,
    byTarget: { [target]: message },
    passes: true,
  });
}

/** Somebody ended our run, or took it over, while it went on. */
export function lockLost(target: string, run: KeptRun | null): MuleteerError {
  const by = run === null ? 'its record is gone' : takenBy(run);
  return new MuleteerError('refused', `the lock on ${target} is no longer ours: ${by}`, {
    hint: `muleteer history ${target} shows the runs; plan again when the other one is done`,
  });
}

function takenBy({ runner, state }: KeptRun): string {
  return state === 'open' ? `${who(runner)} is applying` : `the last run, of ${who(runner)}, is ${state}`;
}

function who(runner: KeptRun['runner']): string {
  return `${runner.author ?? 'somebody'} on ${machineOf(runner)}`;
}
