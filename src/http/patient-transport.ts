/**
 * Repeats what is safe to repeat. A throttled request was not carried out, whatever it is; what only reads, or signs
 * in, may be repeated after anything that passes. A write whose answer got lost is none of this: whoever sent it
 * reads what became of it.
 */
import pRetry from 'p-retry';
import type { Clock } from '../model/clock.ts';
import { RequestError } from '../model/errors.ts';
import { createGate, type Gate } from './gate.ts';
import { retryAfter } from './retry-after.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

export interface PatienceOptions {
  /** How many requests may be on their way at once, as long as the service takes them. */
  readonly most: number;
  readonly signInPaths: readonly string[];
  readonly clock: Clock;
  /** From 0 up to 1: those that were refused together do not come back together. */
  readonly random: () => number;
  /** Aborted: nothing is repeated any more. */
  readonly stop?: AbortSignal;
  /** So long is one request waited with, all told. Milliseconds; five minutes where nothing is said. */
  readonly budget?: number;
}

const MOST_REPEATS = 10;
/** No connection at all: more often the address is wrong than the service restarting. */
const MOST_REPEATS_UNCONNECTED = 2;

/** Doubled each time. Milliseconds. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

const BUDGET_MS = 5 * 60_000;

const THROTTLED = 429;
const AT_CAPACITY = 503;
const GATEWAY = [502, AT_CAPACITY, 504];

/** An answer that is worth another try. */
class Unserved extends Error {
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}

/** The same transport, which gives up later. */
export function patiently(transport: Transport, options: PatienceOptions): Transport {
  const gate = createGate(options);
  return {
    ...transport,
    async send(sent) {
      const isSafe = sent.method === 'GET' || options.signInPaths.includes(sent.path);
      const patience = createPatience(options, isSafe);
      try {
        return await pRetry(() => attempt(transport, gate, sent, { isSafe, now: options.clock.now }), {
          retries: MOST_REPEATS,
          // The pauses are made here, on the clock that was handed in.
          minTimeout: 0,
          shouldRetry: ({ error, attemptNumber }) => patience.allows(error, attemptNumber),
        });
      } catch (error) {
        if (error instanceof Unserved) return error.answer;
        throw error;
      }
    },
  };
}

interface Attempt {
  readonly isSafe: boolean;
  readonly now: () => number;
}

async function attempt(
  transport: Transport,
  gate: Gate,
  sent: HttpRequest,
  { isSafe, now }: Attempt,
): Promise<HttpAnswer> {
  const pass = await gate.enter();
  try {
    const answer = await transport.send(sent);
    const isThrottled = answer.status === THROTTLED || answer.status === AT_CAPACITY;
    pass.leave(isThrottled ? 'throttled' : 'served');
    const asked = isThrottled ? (retryAfter(answer.retryAfter, now()) ?? 0) : 0;
    if (asked <= BUDGET_MS) gate.pause(asked);
    if (answer.status === THROTTLED || (isSafe && GATEWAY.includes(answer.status)))
      throw new Unserved(answer);
    return answer;
  } catch (error) {
    if (!(error instanceof Unserved)) pass.leave('failed');
    throw error;
  }
}

/** Decides about one request, and waits. */
function createPatience(
  { clock, random, stop, budget = BUDGET_MS }: PatienceOptions,
  isSafe: boolean,
): {
  allows(error: unknown, attempts: number): Promise<boolean>;
} {
  let waited = 0;
  return {
    async allows(error, attempts) {
      const asked = error instanceof Unserved ? retryAfter(error.answer.retryAfter, clock.now()) : null;
      if (!(error instanceof Unserved) && !isWorthwhile(error, { attempts, isSafe })) return false;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
      const ms = (asked ?? pause / 2) + random() * (pause / 2);
      waited += ms;
      if (waited > budget) return false;
      await clock.sleep(ms, stop);
      return !isStopped(stop);
    },
  };
}

function isStopped(stop: AbortSignal | undefined): boolean {
  return stop?.aborted === true;
}

function isWorthwhile(
  error: unknown,
  { attempts, isSafe }: { readonly attempts: number; readonly isSafe: boolean },
): boolean {
  if (!(error instanceof RequestError) || !error.retryable) return false;
  if (error.arrived !== 'no' && !isSafe) return false;
  return error.code !== 'unreachable' || attempts <= MOST_REPEATS_UNCONNECTED;
}
