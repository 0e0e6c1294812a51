/**
 * What is declared beside what was applied last, both in the record's form. Where secrets are in it, only keyed
 * digests made with the same key can tell; everything else stays unknown, never `changed` (contract, section 5).
 */
import type { FieldRule } from '../model/fields.ts';
import type { Json } from '../model/json.ts';
import { redactedIn } from '../model/redacted.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { canonical } from './canonical.ts';
import { compareValues, digestOf, type Verdict } from './compare-values.ts';

export function compareSealed(rule: FieldRule, desired: Json, recorded: Json): Verdict {
  if (rule.compare === 'digest') return sameContent(desired, recorded) ? 'same' : 'different';
  if (rule.compare === 'set') return compareValues(rule, desired, recorded);
  return compareJson(desired, recorded);
}

/** The bytes, or the coordinates; what the file is called says nothing. */
function sameContent(a: SpecValue, b: SpecValue): boolean {
  const digests = [digestOf(a), digestOf(b)];
  if (digests[0] !== undefined || digests[1] !== undefined) return digests[0] === digests[1];
  const source = (value: SpecValue): SpecValue => (isSpecObject(value) ? (value.exchange ?? null) : null);
  return canonical(source(a)) === canonical(source(b));
}

interface SealedSecret {
  readonly $secret: string;
  readonly digest?: string;
  readonly key?: string;
}

function isSealed(value: Json): value is Json & SealedSecret {
  return typeof value === 'object' && value !== null && '$secret' in value;
}

function compareJson(a: Json | undefined, b: Json | undefined): Verdict {
  if (a === undefined || b === undefined) return a === b ? 'same' : 'different';
  if (isSealed(a) || isSealed(b)) return compareSecrets(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b ? 'same' : 'different';
  }
  const [left, right] = [Object.entries(a), Object.entries(b)];
  const keys = new Set([...left, ...right].map(([key]) => key));
  return worst(
    [...keys].map((key) => compareJson((a as Record<string, Json>)[key], (b as Record<string, Json>)[key])),
  );
}

/** A secret that became plain text, or the other way round, is a change of git's at least. */
function compareSecrets(a: Json, b: Json): Verdict {
  if (!isSealed(a) || !isSealed(b)) return 'different';
  if (a.digest === undefined || b.digest === undefined || a.key !== b.key) return 'unknown';
  return a.digest === b.digest ? 'same' : 'different';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('different')) return 'different';
  return verdicts.includes('unknown') ? 'unknown' : 'same';
}

/** A recorded value as people see it: what was a secret says so, and so does what a snapshot left out. */
export function unseal(value: Json): SpecValue {
  if (isSealed(value)) return '(secret)';
  const redacted = redactedIn(value);
  if (redacted !== null) return redacted;
  if (Array.isArray(value)) return value.map(unseal);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unseal(item as Json)]));
  }
  return value;
}
