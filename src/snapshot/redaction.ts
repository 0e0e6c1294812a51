/**
 * Digests in the place of values. A plan can tell the same from another without seeing it: a digest of something that
 * the manifests declare becomes that value again, any other stays what it is.
 */
import { createHmac } from 'node:crypto';
import { canonical } from '../diff/canonical.ts';
import type { FieldRules } from '../model/fields.ts';
import type { Json } from '../model/json.ts';
import type { RecordedResource } from '../model/record.ts';
import { Redacted, redactedIn } from '../model/redacted.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';

export type Scalar = string | number | boolean;

export interface Redactor {
  digest(value: Scalar): string;
  /** An empty text says that there is none, and stays. */
  redact(text: string): string | Redacted;
}

/** The salt stands in the file: it keeps the digests of two snapshots apart, and guesses from being made beforehand. */
export function createRedactor(salt: string): Redactor {
  const digest = (value: Scalar): string =>
    createHmac('sha256', `muleteer snapshot ${salt}`).update(canonical(value)).digest('hex');
  return { digest, redact: (text) => (text === '' ? text : new Redacted(digest(text))) };
}

/** What is written for values of which some are redacted. */
export function plainOf(value: unknown): Json {
  if (value instanceof Redacted) return { $redacted: value.reference };
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item)]));
}

/** A recorded resource, with what its fields' rules call redacted as digests. What flips is nobody's business here. */
export function redactRecorded(
  { flips: _, ...resource }: RecordedResource,
  fields: FieldRules,
  redactor: Redactor,
): RecordedResource {
  const spec = Object.entries(resource.spec).map(([field, value]) => [
    field,
    fields[field]?.redacted === true ? redactAll(value, redactor) : value,
  ]);
  return { ...resource, spec: Object.fromEntries(spec) };
}

function redactAll(value: Json, redactor: Redactor): Json {
  if (value === null || value === '') return value;
  if (typeof value !== 'object') return { $redacted: redactor.digest(value) };
  if (Array.isArray(value)) return value.map((item: Json) => redactAll(item, redactor));
  const entries = Object.entries(value as { readonly [key: string]: Json });
  if ('$secret' in value) {
    return Object.fromEntries(
      entries.map(([key, item]) => [key, key === '$secret' ? placeholdersOf(String(item)) : item]),
    );
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, redactAll(item, redactor)]));
}

/** `jdbc:db.internal/${env:SID}` says no more than `…${env:SID}`. */
function placeholdersOf(reference: string): string {
  return reference.replace(
    /(\$\{[^}]*\})|(?:(?!\$\{)[\s\S])+/g,
    (_, placeholder?: string) => placeholder ?? '…',
  );
}

/** Digest → the value that the manifests declare. */
export type Declared = ReadonlyMap<string, Scalar>;

export function declaredIn(specs: readonly SpecValue[], { digest }: Redactor): Declared {
  const found = new Map<string, Scalar>();
  const walk = (value: SpecValue): void => {
    if (value === null || value instanceof Secret) return;
    if (typeof value !== 'object') found.set(digest(value), value);
    else for (const item of Array.isArray(value) ? value : Object.values(value)) walk(item);
  };
  for (const spec of specs) walk(spec);
  return found;
}

/** With every digest that the manifests explain as the value that it stands for. */
export function explained(value: Json, declared: Declared): Json {
  const redacted = redactedIn(value);
  if (redacted !== null) return declared.get(redacted.reference) ?? value;
  if (Array.isArray(value)) return value.map((item: Json) => explained(item, declared));
  if (!isSpecObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, explained(item as Json, declared)]),
  );
}

/** The opposite of `plainOf`. */
export function revived(value: Json): unknown {
  const redacted = redactedIn(value);
  if (redacted !== null) return redacted;
  if (Array.isArray(value)) return value.map(revived);
  if (!isSpecObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revived(item as Json)]));
}
