/**
 * A call that can be undone, and what undoes it: what it replaces is fetched first, and put back when the service took
 * the call and its effect did not come. Not after a refusal, for nothing changed then; not when nobody could look; and
 * not once the run is to stop.
 */
import type { Call, RollbackCall } from '../model/call.ts';
import type { Provider } from '../model/provider.ts';
import type { Outcome } from '../model/report.ts';
import type { Slots } from '../model/slots.ts';
import { isSettled, skipped } from './outcomes.ts';
import { type SendInput, sendCall } from './send-call.ts';
import type { Watch } from './watch-goals.ts';

export interface UndoableInput extends SendInput {
  readonly rollbacks: readonly RollbackCall[];
  /** What puts things back takes no place of the schedule, and must not flood the service either. */
  readonly slots: Slots;
}

/** What is there now: what the call asked for, what was there before, or nobody knows which. */
export type Standing = 'new' | 'former' | 'uncertain';

export interface Undoable {
  readonly outcome: Outcome;
  /** Of the calls that undo it, as far as they were of any use. */
  readonly rollback: readonly Outcome[];
  readonly standing: Standing;
}

/** Never throws. */
export async function sendUndoable(given: UndoableInput): Promise<Undoable> {
  // Telling the record took time, and may have failed.
  if (given.options.signal.aborted)
    return standing(skipped(given.call, 'interrupted before it was sent'), given.call);
  let call: Call;
  try {
    call = await withKeptFile(given.call, given.provider);
  } catch (error) {
    return standing(notFetched(given.call, error), given.call);
  }
  const { rollbacks, provider, options } = given;
  const input = { ...given, call };
  if (rollbacks.length === 0 && !options.signal.aborted) return standing(await sendCall(input), call);
  let kept: readonly RollbackCall[];
  try {
    kept = await Promise.all(rollbacks.map((one) => withKeptFile(one, provider)));
  } catch (error) {
    return standing(notKept(call, error), call);
  }
  if (options.signal.aborted) return standing(skipped(call, 'interrupted before it was sent'), call);
  const witness = createWitness(input.watch);
  const outcome = await sendCall({ ...input, watch: witness.watch });
  const seen = witness.seen();
  if (!outcome.accepted || seen === 'no failure') return standing(outcome, call);
  if (seen === 'failure') return rollBack(outcome, kept, input);
  return standing({ ...outcome, error: `${outcome.error}; not rolled back, for it may be healthy` }, call);
}

/** A call that the service took has changed what is there, whatever became of it afterwards. */
function standing(outcome: Outcome, { writeOnly }: Call): Undoable {
  const { result, accepted, error } = outcome;
  // The next plan reads what can be read.
  if (result === 'uncertain' && writeOnly.length > 0) return { outcome, rollback: [], standing: 'uncertain' };
  const isNew =
    result === 'done' || (accepted && result === 'failed') || (result === 'skipped' && error === null);
  return { outcome, rollback: [], standing: isNew ? 'new' : 'former' };
}

/** Bytes that only the service has are fetched before they are sent, or may have to be. */
async function withKeptFile<One extends Call>(call: One, provider: Provider): Promise<One> {
  const { body } = call;
  if (body.type !== 'multipart' || body.file === null || !('heldBy' in body.file)) return call;
  return { ...call, body: { ...body, file: await provider.keep(body.file) } };
}

interface Witness {
  readonly watch: Watch;
  /** A failure is that it failed, or did not come in time; nothing: the time went by, and nobody could look. */
  seen(): 'failure' | 'no failure' | 'nothing';
}

function createWitness(watch: Watch): Witness {
  let seen: ReturnType<Witness['seen']> = 'no failure';
  return {
    watch: {
      async until(goals, timeout, report) {
        const settled = await watch.until(goals, timeout, report);
        seen = settled.state !== 'failed' ? 'no failure' : settled.unseen === true ? 'nothing' : 'failure';
        return settled;
      },
    },
    seen: () => seen,
  };
}

async function rollBack(
  failed: Outcome,
  rollbacks: readonly RollbackCall[],
  input: UndoableInput,
): Promise<Undoable> {
  const outcomes: Outcome[] = [];
  for (const call of rollbacks) {
    const before = outcomes.find((one) => !isSettled(one));
    if (before !== undefined) {
      outcomes.push(skipped(call, `it waits for ${before.call}, which did not finish`));
      continue;
    }
    const release = await input.slots.take();
    if (outcomes.length === 0 && input.options.signal.aborted) {
      release();
      const error = `${failed.error}; not rolled back, for the run was interrupted`;
      return standing({ ...failed, error }, input.call);
    }
    outcomes.push(await sendNow(call, { ...input, release }));
  }
  const problem = outcomes.find((one) => !isSettled(one));
  const names = rollbacks.map(({ id }) => id).join(', ');
  if (problem === undefined) {
    const error = `${failed.error}; rolled back by ${names}`;
    return { outcome: { ...failed, error }, rollback: outcomes, standing: 'former' };
  }
  const outcome = {
    ...failed,
    error: `${failed.error}; AND THE ROLLBACK FAILED (${problem.call}): ${problem.error}`,
    hint: 'nobody can tell what runs now: look at it first; the next plan says what still differs from git',
  };
  return { outcome, rollback: outcomes, standing: 'uncertain' };
}

async function sendNow(call: RollbackCall, input: SendInput): Promise<Outcome> {
  const { clock, emit } = input.options;
  const began = clock.now();
  emit({ type: 'call_start', call: call.id });
  const outcome = await sendCall({ ...input, call });
  input.release();
  emit({ type: 'call_end', call: call.id, outcome, milliseconds: clock.now() - began });
  return outcome;
}

function notFetched(call: Call, error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    ...skipped(call, `not sent, since the bytes that it runs could not be fetched: ${reason}`),
    result: 'failed',
    hint: 'nothing was changed: run it again, or put the file into the repository and name it in spec.artifact.file',
  };
}

function notKept(call: Call, error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    ...skipped(call, `not sent, since what it replaces could not be kept for a rollback: ${reason}`),
    result: 'failed',
    hint: 'nothing was changed: run it again, or take onFailure: rollback out of the manifest',
  };
}

/** The outcomes of all that would undo something: what was not needed is skipped without a reason. */
export function rollbackOutcomes(
  rollbacks: readonly RollbackCall[],
  sent: ReadonlyMap<string, Outcome>,
): readonly Outcome[] {
  return rollbacks.map((call) => sent.get(call.id) ?? skipped(call, null));
}
