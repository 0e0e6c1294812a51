import type { BodyValue, CallBody } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HttpBody, OnSent } from '../model/http-body.ts';
import { asNumber, asObject, asString } from '../model/json.ts';
import { LateId } from '../model/late-id.ts';
import { Secret } from '../model/secret.ts';

/** The only place where secrets turn into text: on their way into a request. */
export function httpBody(body: CallBody, onSent?: OnSent): HttpBody | null {
  if (body.type === 'none') return null;
  if (body.type === 'json') return { type: 'json', text: JSON.stringify(revealed(body.value)) };
  const fields = Object.entries(body.fields).map(([name, value]) => [name, partText(value)] as const);
  const { file } = body;
  if (file !== null && !('path' in file))
    throw new MuleteerError('bug', `the bytes of ${file.fileName} were not fetched`);
  return {
    type: 'multipart',
    fields: Object.fromEntries(fields),
    file,
    ...(onSent === undefined ? {} : { onSent }),
  };
}

function partText(value: BodyValue): string {
  const plain = revealed(value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

function revealed(value: BodyValue): unknown {
  if (value instanceof Secret) {
    const text = value.reveal();
    if (text !== undefined) return text;
    throw new MuleteerError('settings', `${value.reference} is not set`, { hint: 'set it and run again' });
  }
  if (value instanceof LateId) throw new MuleteerError('bug', `the id of ${value.key} is not known yet`);
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item as BodyValue)]));
  }
  return value;
}

/** The id in Runtime Manager's answer to a create: `data.id`, the one member that every client relies on. */
export function idInAnswer(answer: unknown): number | null {
  const body = asObject(answer);
  return asNumber(asObject(body?.data)?.id) ?? asNumber(body?.id) ?? null;
}

/** A certificate anywhere in an answer whose shape nobody has documented (reference, section 4.2). */
export function certificateInAnswer(answer: unknown): string | null {
  const text = asString(answer);
  if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return text;
  if (typeof answer !== 'object' || answer === null) return null;
  for (const value of Object.values(answer)) {
    const found = certificateInAnswer(value);
    if (found !== null) return found;
  }
  return null;
}
