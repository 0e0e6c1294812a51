/**
 * Sends a write until it is known whether it arrived. One whose answer got lost is never repeated blindly: the service
 * is read, and shows that it did arrive, or that it did not, in which case it is sent again. What cannot be read back
 * is repeated once, and then stays in doubt, also where the second sending is refused.
 */
import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import type { Provider, Sent } from '../model/provider.ts';

export interface Delivery {
  readonly send: () => Promise<Sent>;
  readonly provider: Provider;
  readonly clock: Clock;
  /** Aborted: nothing is sent again. */
  readonly signal: AbortSignal;
  /** Called before each sending; throws where it must not go out. */
  readonly before: () => Promise<void>;
  /** Told, in words for a person, when a write is in doubt. */
  readonly report: (message: string) => void;
}

/** So often is one write sent at most. */
const MOST_SENT = 3;
const MOST_SENT_UNREAD = 2;

/** A gateway may give up on what the service is still doing. Milliseconds between the looks. */
const LOOKS_MS = [0, 1_000, 3_000, 10_000];

/**
 * @throws RequestError `arrived: 'no'` where the service shows that it did not, `'maybe'` where nobody can tell
 */
export async function deliver(call: Call, delivery: Delivery): Promise<Sent> {
  const most = call.evidence === 'none' ? MOST_SENT_UNREAD : MOST_SENT;
  /** Of the sendings before this one. */
  let lost: RequestError | null = null;
  for (let sent = 1; ; sent += 1) {
    try {
      await delivery.before();
      return await delivery.send();
    } catch (error) {
      const doubt = inDoubt(error);
      // Refused when it was sent again: what got lost before may be why.
      if (doubt === null && lost === null) throw error;
      if (doubt !== null) delivery.report(`no answer, looking whether it arrived: ${doubt.message}`);
      const arrival = await findArrival(call, delivery);
      if (arrival === 'there') return toldNothing(call);
      if (doubt === null) throw arrival === 'unknown' && lost !== null ? stillInDoubt(lost, error) : error;
      if (arrival === 'unknown' && call.evidence !== 'none') throw doubt;
      if (sent >= most || delivery.signal.aborted) throw arrival === 'absent' ? notArrived(doubt) : doubt;
      lost = doubt;
      delivery.report('sent again');
    }
  }
}

/** An answer that came, and was no use, leaves no doubt that the write arrived. */
function inDoubt(error: unknown): RequestError | null {
  if (!(error instanceof RequestError) || error.code === 'unexpected_answer') return null;
  return error.arrived === 'maybe' ? error : null;
}

type Arrival = 'there' | 'absent' | 'unknown';

async function findArrival(call: Call, { provider, clock }: Delivery): Promise<Arrival> {
  let arrival: Arrival = 'unknown';
  for (const pause of LOOKS_MS) {
    await clock.sleep(pause);
    if (call.evidence === 'none') continue;
    const seen = await look(call, provider);
    if (seen === 'there') return seen;
    if (seen === 'absent') arrival = seen;
  }
  return arrival;
}

/** What cannot be read, for whatever reason, says nothing, neither yes nor no. */
async function look(call: Call, provider: Provider): Promise<Arrival> {
  const { evidence, creates } = call;
  try {
    if (evidence === 'none') return 'unknown';
    if (evidence === 'created') {
      const ids = creates === null ? [] : ((await provider.find([creates])).get(creates) ?? []);
      // Twice: nobody can tell which of them is ours, and a third would be worse.
      return ids.length > 1 ? 'unknown' : ids.length === 1 ? 'there' : 'absent';
    }
    const settled = await provider.look(evidence);
    return settled.every(({ state }) => state === 'settled') ? 'there' : 'absent';
  } catch (error) {
    if (error instanceof MuleteerError) return 'unknown';
    throw error;
  }
}

/** It arrived, but what its answer said is lost for good. */
function toldNothing({ certificateOut }: Call): Sent {
  if (certificateOut === null) return { id: null, note: null };
  throw new RequestError('lost', 'the server was registered, but its certificate got lost with the answer', {
    arrived: 'maybe',
    hint: 'delete the server in Runtime Manager, and run it again',
  });
}

/** A refusal says of its own sending alone that it did not arrive. */
function stillInDoubt(lost: RequestError, refusal: unknown): RequestError {
  const said = refusal instanceof Error ? refusal.message : String(refusal);
  return new RequestError(lost.code, `${lost.message}; sent again: ${said}`, {
    arrived: 'maybe',
    hint: (refusal instanceof MuleteerError ? refusal.hint : null) ?? lost.hint ?? 'run it again',
    cause: refusal,
  });
}

function notArrived(error: RequestError): RequestError {
  return new RequestError(error.code, `${error.message}; it did not arrive`, {
    arrived: 'no',
    ...(error.status === null ? {} : { status: error.status }),
    retryable: error.retryable,
    hint: error.hint ?? 'run it again',
    cause: error,
  });
}
