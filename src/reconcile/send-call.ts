import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import type { Provider } from '../model/provider.ts';
import type { ApplyEvent, CallResult, Outcome } from '../model/report.ts';
import { identityOf, type RemoteId, type Unsettled } from '../model/resource.ts';
import { deliver } from './deliver.ts';
import { fillLateIds, fillPath } from './late-ids.ts';
import { copyToken } from './number-calls.ts';
import { skipped } from './outcomes.ts';
import { uploadProgress } from './upload-progress.ts';
import type { Watch } from './watch-goals.ts';

export interface SendInput {
  readonly call: Call;
  readonly provider: Provider;
  readonly watch: Watch;
  /** `c1.id`, `c1.copy(…)` → the id of what it made. Filled by each call that makes something. */
  readonly ids: Map<string, RemoteId>;
  readonly options: {
    readonly clock: Clock;
    readonly timeout: number;
    readonly signal: AbortSignal;
    readonly emit: (event: ApplyEvent) => void;
  };
  /** To be called once the answer is there: waiting for its effect needs no place. */
  readonly release: () => void;
}

/** One call from first to last: fill in ids, send, note what it made, wait for its effect. Never throws. */
export async function sendCall(input: SendInput): Promise<Outcome> {
  const { call, ids } = input;
  const bound: Call = {
    ...call,
    path: fillPath(call.path, ids),
    body: fillLateIds(call.body, ids),
    goals: fillLateIds(call.goals, ids),
    evidence: fillLateIds(call.evidence, ids),
  };
  let note: string | null;
  try {
    if (await notNeeded(input, bound)) {
      return outcome(bound, 'skipped', { note: `it is ${bound.unlessStatus} already` });
    }
    // Looking took time, in which somebody may have asked to stop.
    if (bound.unlessStatus !== null && input.options.signal.aborted) {
      return skipped(bound, 'interrupted before it was sent');
    }
    note = await send(input, bound);
  } catch (error) {
    return failure(bound, error);
  }
  input.release();
  const ended = await waitForEffect(input, note);
  return ended.result === 'done' ? findCopies(input, ended) : ended;
}

/** What cannot be undone is looked at once more: a person may have changed it since the plan was made. */
async function assertUnchanged({ provider }: SendInput, { expects }: Call): Promise<void> {
  if (expects === null) return;
  const { key, id, name, memberIds } = expects;
  const live = await provider.reread(id, key);
  const there = live?.facts.memberIds;
  const members = Array.isArray(there) ? there : [];
  const same =
    memberIds === null ||
    (members.length === memberIds.length && memberIds.every((one) => members.includes(one)));
  if (live !== null && live.liveName === name && same) return;
  const what =
    live === null ? 'is gone' : live.liveName === name ? 'has other members' : `is called ${live.liveName}`;
  throw new RequestError('refused', `it ${what} since the plan was made, and this call cannot be undone`, {
    arrived: 'no',
    hint: 'nothing was sent for it: plan again, and look at what it says',
  });
}

/** The copies that later calls, or the record, count on. One that is not there, or there twice, fails the call. */
async function findCopies({ call, provider, ids }: SendInput, outcome: Outcome): Promise<Outcome> {
  if (call.leaves.length === 0) return outcome;
  try {
    const found = await provider.find(call.leaves);
    const missing = call.leaves.find((key) => found.get(key)?.length !== 1);
    for (const [key, [id]] of found) if (id !== undefined) ids.set(`${call.id}.${copyToken(key)}`, id);
    if (missing === undefined) return outcome;
    const { name, place } = identityOf(missing);
    const error = `the copy of ${name} that it leaves on ${place?.name} is not there, or there twice`;
    return {
      ...outcome,
      result: 'failed',
      error,
      hint: 'run it again: what is there by then is planned anew',
    };
  } catch (error) {
    return { ...failure(call, error), accepted: true };
  }
}

async function notNeeded({ watch }: SendInput, call: Call): Promise<boolean> {
  const goal = call.goals.find(({ until }) => until === 'deployed');
  if (call.unlessStatus === null || goal === undefined) return false;
  const settled = await watch.until([goal], 0, () => {});
  return settled.state === 'settled';
}

async function send(input: SendInput, call: Call): Promise<string | null> {
  const { provider, ids, options } = input;
  const { id, note } = await deliver(call, {
    send: () => provider.send(call, uploadProgress(call, options.emit)),
    provider,
    clock: options.clock,
    signal: options.signal,
    before: () => assertUnchanged(input, call),
    report: (message) => options.emit({ type: 'call_doubted', call: call.id, message }),
  });
  if (call.creates === null) return note;
  const [found, second] =
    id === null ? ((await provider.find([call.creates])).get(call.creates) ?? []) : [id];
  if (found === undefined || second !== undefined) {
    const listed = second === undefined ? 'not listed' : 'listed twice';
    throw new RequestError('unexpected_answer', `the service took it, but what it made is ${listed}`, {
      arrived: 'maybe',
      hint: 'run it again: what is there by then is found by its name',
    });
  }
  ids.set(`${call.id}.id`, found);
  return note;
}

async function waitForEffect(
  { call, watch, ids, options }: SendInput,
  note: string | null,
): Promise<Outcome> {
  const goals = fillLateIds(call.goals, ids);
  const report = (health: Unsettled): void => options.emit({ type: 'health', call: call.id, health });
  try {
    const settled = await watch.until(goals, call.timeout ?? options.timeout, report);
    if (settled.state === 'settled') return outcome(call, 'done', { accepted: true, note });
    if (settled.state !== 'failed')
      return outcome(call, 'done', { accepted: true, note: `interrupted: ${settled.message}` });
    return outcome(call, 'failed', { accepted: true, error: settled.message, note });
  } catch (error) {
    return { ...failure(call, error), accepted: true };
  }
}

function failure(call: Call, error: unknown): Outcome {
  if (!(error instanceof MuleteerError)) {
    // A mistake of ours must not take the outcomes of the other calls along.
    const message = error instanceof Error ? error.message : String(error);
    return outcome(call, 'uncertain', {
      error: `this is a bug in Muleteer: ${message}`,
      hint: 'please report it',
    });
  }
  const uncertain = error instanceof RequestError && error.arrived === 'maybe';
  return outcome(call, uncertain ? 'uncertain' : 'failed', { error: error.message, hint: error.hint });
}

function outcome(
  { id, target, key }: Call,
  result: CallResult,
  about: Partial<Pick<Outcome, 'accepted' | 'error' | 'hint' | 'note'>>,
): Outcome {
  return { call: id, target, key, result, accepted: false, error: null, hint: null, note: null, ...about };
}
