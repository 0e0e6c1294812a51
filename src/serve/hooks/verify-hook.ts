/**
 * Whether a post comes from somebody who knows the secret. Nothing of its body is read before that is certain. One
 * kind of proof is looked at, the strongest that is there: a bad signature is not made good by anything beside it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSameSecret } from '../same-secret.ts';

/** `standard`: Standard Webhooks, as newer GitLabs sign. `muleteer`: as our own notifications are signed. */
export type Proof = 'github' | 'gitlab' | 'standard' | 'muleteer';

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Verified =
  /** `marks`: what another delivery has in common with this one if, and only if, it is the same again. */
  | { readonly is: 'genuine'; readonly marks: readonly string[] }
  | { readonly is: 'refused'; readonly reason: 'bad_signature' | 'bad_time' };

/** Null: it has none. */
export function proofIn(headers: IncomingHttpHeaders): Proof | null {
  if (headers['webhook-signature'] !== undefined) return 'standard';
  if (headers['x-hub-signature-256'] !== undefined) return 'github';
  if (headers['x-muleteer-signature'] !== undefined) return 'muleteer';
  return headers['x-gitlab-token'] !== undefined ? 'gitlab' : null;
}

/** @param now milliseconds since the epoch */
export function verifyHook(proof: Proof, delivery: Delivery, secret: string, now: number): Verified {
  switch (proof) {
    case 'github':
      return verifyGitHub(delivery, secret);
    case 'gitlab':
      return verifyGitLab(delivery, secret);
    case 'standard':
      return verifyStandard(delivery, secret, now);
    case 'muleteer':
      return verifyOwn(delivery, secret, now);
  }
}

const BAD_SIGNATURE: Verified = { is: 'refused', reason: 'bad_signature' };
const BAD_TIME: Verified = { is: 'refused', reason: 'bad_time' };

/** Its signature covers the body alone; the id of the delivery is anybody's word, so that the signature is a mark. */
function verifyGitHub({ headers, body }: Delivery, secret: string): Verified {
  const given = text(headers['x-hub-signature-256']);
  if (!isHex(given, createHmac('sha256', secret).update(body).digest())) return BAD_SIGNATURE;
  const id = text(headers['x-github-delivery']);
  return { is: 'genuine', marks: [given.toLowerCase(), ...(id === '' ? [] : [`github ${id}`])] };
}

/** The secret itself: whoever has seen one delivery can make others, and nothing here can tell. */
function verifyGitLab({ headers, body }: Delivery, secret: string): Verified {
  if (!isSameSecret(text(headers['x-gitlab-token']), secret)) return BAD_SIGNATURE;
  const id = text(headers['idempotency-key']) || text(headers['x-gitlab-event-uuid']);
  return {
    is: 'genuine',
    marks: [`gitlab ${id === '' ? createHash('sha256').update(body).digest('hex') : id}`],
  };
}

const MOST_SIGNATURES = 10;

/** `v1,BASE64`, several of them while a secret is changed; the id and the time are signed as well. */
function verifyStandard({ headers, body }: Delivery, secret: string, now: number): Verified {
  const [id, time] = [text(headers['webhook-id']), text(headers['webhook-timestamp'])];
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const wanted = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest();
  const given = text(headers['webhook-signature']).split(' ').slice(0, MOST_SIGNATURES);
  const isGenuine = given.some((one) => {
    const [, base64 = ''] = /^v1,([\w+/=-]+)$/.exec(one) ?? [];
    return isSame(Buffer.from(base64, 'base64'), wanted);
  });
  if (!isGenuine) return BAD_SIGNATURE;
  return isNow(time, now) ? { is: 'genuine', marks: [`standard ${id}`] } : BAD_TIME;
}

function verifyOwn({ headers, body }: Delivery, secret: string, now: number): Verified {
  const time = text(headers['x-muleteer-timestamp']);
  const given = text(headers['x-muleteer-signature']);
  const wanted = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  if (!isHex(given, wanted)) return BAD_SIGNATURE;
  return isNow(time, now) ? { is: 'genuine', marks: [given.toLowerCase()] } : BAD_TIME;
}

function isHex(given: string, wanted: Buffer): boolean {
  const [, hex = ''] = /^sha256=([\da-f]{64})$/i.exec(given) ?? [];
  return isSame(Buffer.from(hex, 'hex'), wanted);
}

function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Clocks may differ by so much; what is older may have been kept to be sent again. */
const TOLERANCE_MS = 5 * 60_000;

/** @param time seconds since the epoch */
function isNow(time: string, now: number): boolean {
  return /^\d{1,12}$/.test(time) && Math.abs(Number(time) * 1000 - now) <= TOLERANCE_MS;
}

function text(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
