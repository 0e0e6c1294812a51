import { asObject, type Json } from './json.ts';
import { Secret } from './secret.ts';

/**
 * A live or recorded value of which a snapshot holds no more than a digest, and that the manifests do not declare.
 * It equals nothing that is declared; two of them are the same value where their digests are.
 */
export class Redacted extends Secret {
  constructor(digest: string) {
    super(digest, undefined);
  }

  override toString(): string {
    return '(redacted)';
  }
}

/** How a snapshot writes one: `{ "$redacted": DIGEST }`. */
export function redactedIn(value: Json): Redacted | null {
  const digest = asObject(value)?.$redacted;
  return typeof digest === 'string' ? new Redacted(digest) : null;
}

/** What makes a value of one that nobody but the service, or the record, should tell. */
export type Redact = (value: string) => string | Redacted;
