/**
 * Posts one message, through a transport that can do nothing else. It may arrive twice: a message whose answer got
 * lost is sent again, with the id that it had. Nobody waits for it for long, and least of all after Ctrl-C.
 */
import { createHmac } from 'node:crypto';
import { isRedirect, isSuccess } from '../http/answers.ts';
import { patiently } from '../http/patient-transport.ts';
import {
  createTransport,
  type HttpAnswer,
  type HttpRequest,
  type TransportOptions,
} from '../http/transport.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import { jsonBody } from './json-body.ts';
import type { Notification } from './notification.ts';
import { slackBody } from './slack-body.ts';
import type { Webhook } from './webhooks.ts';

export interface Sending extends Pick<TransportOptions, 'env' | 'limits' | 'newId' | 'trace' | 'learn'> {
  readonly clock: Clock;
  readonly every: (milliseconds: number, action: () => void) => () => void;
  readonly random: () => number;
  /** Aborted: the person wants it to end. */
  readonly signal: AbortSignal;
  /** Ours. */
  readonly version: string;
}

/** Milliseconds, repetitions and the pauses between them included. */
const BUDGET_MS = 30_000;
const BUDGET_AFTER_STOP_MS = 3_000;
/** Of one attempt: until there is a connection, and until there is an answer. */
const ATTEMPT_MS = 10_000;
const LOOK_MS = 250;

/** Null when it arrived, else why it did not: one line without the URL. */
export async function sendNotification(
  webhook: Webhook,
  notification: Notification,
  sending: Sending,
): Promise<string | null> {
  const { url } = webhook;
  if (!(url instanceof URL)) return url.problem;
  const deadline = createDeadline(sending);
  try {
    return reasonIn(
      await post(url, requestFor(webhook, url, { notification, sending }), {
        ...sending,
        stop: deadline.passed,
      }),
    );
  } catch (error) {
    if (deadline.passed.aborted) return 'no answer in time';
    if (error instanceof MuleteerError && error.code === 'lost')
      return 'the connection broke, or no answer came';
    return error instanceof MuleteerError ? error.message.replaceAll(url.host, 'it') : 'it could not be sent';
  } finally {
    deadline.end();
  }
}

async function post(
  { origin }: URL,
  request: HttpRequest,
  { env, limits, newId, trace, learn, stop, clock, random }: Sending & { readonly stop: AbortSignal },
): Promise<HttpAnswer> {
  const paths = [request.path];
  const transport = await createTransport({
    origin,
    access: 'read-only',
    signInPaths: paths,
    tls: { ca: null, clientCert: null, clientKey: null },
    env,
    newId,
    trace,
    learn,
    limits: {
      connect: Math.min(limits.connect, ATTEMPT_MS),
      read: Math.min(limits.read, ATTEMPT_MS),
      write: Math.min(limits.write, ATTEMPT_MS),
    },
    requestIdHeader: null,
    stop,
  });
  try {
    const patience = { most: 1, signInPaths: paths, clock, random, stop, budget: BUDGET_MS };
    return await patiently(transport, patience).send(request);
  } finally {
    await transport.close();
  }
}

function requestFor(
  { format, secret }: Webhook,
  url: URL,
  { notification, sending }: { readonly notification: Notification; readonly sending: Sending },
): HttpRequest {
  const body = format === 'slack' ? slackBody : jsonBody;
  const text = JSON.stringify(body(notification, sending.version));
  const { id, event, time } = notification;
  const seconds = String(Math.floor(time / 1_000));
  const signature = secret === null ? {} : { 'x-muleteer-signature': signatureOf(text, seconds, secret) };
  return {
    method: 'POST',
    path: `${url.pathname}${url.search}`,
    headers: {
      'x-muleteer-id': id,
      'x-muleteer-event': event,
      'x-muleteer-timestamp': seconds,
      ...signature,
    },
    body: { type: 'json', text },
  };
}

/** The time is signed as well, so that nobody can send an old message again later. */
function signatureOf(body: string, seconds: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function reasonIn(answer: HttpAnswer): string | null {
  if (isSuccess(answer)) return null;
  return isRedirect(answer)
    ? `it redirects (${answer.status}), which is not followed`
    : `it answered ${answer.status}`;
}

/** When to give up, which comes closer once the person wants the command to end. */
function createDeadline({ clock, every, signal }: Sending): { readonly passed: AbortSignal; end(): void } {
  const giveUp = new AbortController();
  let at = clock.now() + BUDGET_MS;
  const hurry = (): void => {
    at = Math.min(at, clock.now() + BUDGET_AFTER_STOP_MS);
  };
  if (signal.aborted) hurry();
  signal.addEventListener('abort', hurry, { once: true });
  const endLooking = every(LOOK_MS, () => {
    if (clock.now() >= at) giveUp.abort();
  });
  return {
    passed: giveUp.signal,
    end() {
      endLooking();
      signal.removeEventListener('abort', hurry);
    },
  };
}
