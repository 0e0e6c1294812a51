import type { FieldRule, FieldRules } from '../model/fields.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';
import { canonical } from './canonical.ts';

export interface FieldDifference {
  readonly field: string;
  readonly before: SpecValue | undefined;
  readonly after: SpecValue;
}

export interface FieldComparison {
  readonly differences: readonly FieldDifference[];
  /** Declared fields that cannot be compared, since the live side does not show them. */
  readonly unknown: readonly string[];
}

type Verdict = 'same' | 'different' | 'unknown';

/**
 * Compares what is declared with what is live, field by field. Only declared fields count. It knows no kinds:
 * how a field is compared is the rule's word.
 */
export function compareFields(rules: FieldRules, desired: SpecObject, live: SpecObject): FieldComparison {
  const differences: FieldDifference[] = [];
  const unknown: string[] = [];
  for (const [field, rule] of Object.entries(rules)) {
    const after = desired[field];
    if (after === undefined || rule.compare === 'identity' || rule.onCreate === true) continue;
    const verdict = compareValues(rule, after, live[field]);
    if (verdict === 'unknown') unknown.push(field);
    if (verdict === 'different') differences.push({ field, before: live[field], after });
  }
  return { differences, unknown };
}

function compareValues(rule: FieldRule, desired: SpecValue, live: SpecValue | undefined): Verdict {
  if (rule.writeOnly === true) return 'unknown';
  if (rule.compare === 'digest') return compareDigests(desired, live);
  // A field that the service leaves out is hidden, not empty.
  if (live === undefined) return 'unknown';
  const same =
    rule.compare === 'set' ? sameItems(desired, live, rule.itemKey) : reveal(desired) === reveal(live);
  return same ? 'same' : 'different';
}

function sameItems(desired: SpecValue, live: SpecValue, itemKey: string | undefined): boolean {
  const wanted = itemsByKey(desired, itemKey);
  const there = itemsByKey(live, itemKey);
  if (wanted.size !== there.size) return false;
  return [...wanted].every(([key, item]) => {
    const other = there.get(key);
    return other !== undefined && sameWhereKnown(item, other);
  });
}

function itemsByKey(value: SpecValue, itemKey: string | undefined): ReadonlyMap<string, SpecValue> {
  const items: readonly SpecValue[] = Array.isArray(value) ? value : [];
  return new Map(
    items.map((item) => {
      const key = itemKey !== undefined && isSpecObject(item) ? item[itemKey] : item;
      return [reveal(key ?? null), item];
    }),
  );
}

function sameWhereKnown(desired: SpecValue, live: SpecValue): boolean {
  if (!isSpecObject(desired) || !isSpecObject(live)) return reveal(desired) === reveal(live);
  return Object.entries(desired).every(([key, value]) => {
    const other = live[key];
    return other === undefined || reveal(value) === reveal(other);
  });
}

function compareDigests(desired: SpecValue, live: SpecValue | undefined): Verdict {
  const wanted = digestOf(desired);
  const there = digestOf(live);
  if (wanted === undefined || there === undefined) return 'unknown';
  return wanted === there ? 'same' : 'different';
}

function digestOf(value: SpecValue | undefined): string | undefined {
  const sha1 = isSpecObject(value) ? value.sha1 : undefined;
  return typeof sha1 === 'string' ? sha1 : undefined;
}

/** The canonical text with secrets by value: for comparing only, it never leaves this file. */
function reveal(value: SpecValue): string {
  return canonical(revealed(value));
}

function revealed(value: SpecValue): SpecValue {
  if (value instanceof Secret) return value.reveal() ?? null;
  if (Array.isArray(value)) return value.map(revealed);
  if (isSpecObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
  }
  return value;
}
