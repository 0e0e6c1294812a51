import type { Json } from '../model/json.ts';
import type { SealedSpec } from '../model/record.ts';
import { Secret } from '../model/secret.ts';
import type { SpecObject, SpecValue } from '../model/spec-value.ts';
import type { RecordKey } from './record-key.ts';

/** Turns a spec into what may be kept, see `SealedSpec`. Without a key, secrets have no digests. */
export function createSealer(key: RecordKey | null): (spec: SpecObject) => SealedSpec {
  return (spec) => sealFields(spec, key);
}

function sealFields(spec: SpecObject, key: RecordKey | null): SealedSpec {
  // Most have nothing to hide, and are what they are.
  if (isSealed(spec)) return spec;
  const fields = Object.entries(spec).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [escaped(name), seal(value, key)]));
}

function isSealed(value: SpecValue | undefined): value is Json {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (Array.isArray(value)) return value.every(isSealed);
  if (value instanceof Secret) return false;
  const fields = value as SpecObject;
  return Object.keys(fields).every((name) => !name.startsWith('$') && isSealed(fields[name]));
}

function seal(value: SpecValue, key: RecordKey | null): Json {
  if (value instanceof Secret) return sealSecret(value, key);
  if (Array.isArray(value)) return value.map((item: SpecValue) => seal(item, key));
  if (typeof value === 'object' && value !== null) return sealFields(value as SpecObject, key);
  return value;
}

function sealSecret(secret: Secret, key: RecordKey | null): Json {
  const value = secret.reveal();
  if (key === null || value === undefined) return { $secret: secret.reference };
  return { $secret: secret.reference, digest: `hmac-sha256:${key.digest(value)}`, key: key.id };
}

/** A property that somebody named `$secret` or `$redacted` must not look like one of ours. */
function escaped(name: string): string {
  return /^\$+(secret|redacted)$/.test(name) ? `$${name}` : name;
}
