import { hash } from 'node:crypto';
import { LateId } from '../model/late-id.ts';
import { Secret } from '../model/secret.ts';

/**
 * One text for one value: keys sorted, `undefined` left out, secrets by the manifest's own reference, never by
 * value. Two values are the same exactly when their texts are; digests and fingerprints are made of it.
 */
export function canonical(value: unknown): string {
  if (value instanceof Secret) return `{"$secret":${JSON.stringify(value.reference)}}`;
  if (value instanceof LateId) return `{"$late":${JSON.stringify(value.key)}}`;
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) return members(value as Readonly<Record<string, unknown>>);
  return JSON.stringify(value) ?? 'null';
}

function members(object: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(item)}`;
  }
  return `{${text}}`;
}

/** SHA-256 over the canonical text, as `sha256:` and lower-case hex. */
export function fingerprint(value: unknown): string {
  return `sha256:${hash('sha256', canonical(value))}`;
}
