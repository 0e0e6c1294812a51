/** How two values of a field compare, by the field's rule. */
import type { FieldRule } from '../model/fields.ts';
import { Redacted } from '../model/redacted.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { canonical } from './canonical.ts';

export type Verdict = 'same' | 'different' | 'unknown';

/** What is declared beside what a service gives back. A field that the service leaves out is hidden, not empty. */
export function compareValues(rule: FieldRule, desired: SpecValue, live: SpecValue | undefined): Verdict {
  if (rule.writeOnly === true || live === undefined) return 'unknown';
  if (rule.compare === 'digest') return compareDigests(desired, live);
  const same = rule.compare === 'set' ? sameItems(desired, live, rule.itemKey) : isSame(desired, live);
  return same ? 'same' : 'different';
}

/** Texts and numbers, which most are, need no canonical text to be told apart. */
function isSame(desired: SpecValue, live: SpecValue): boolean {
  if (typeof desired !== 'object' && typeof live !== 'object') return desired === live;
  return reveal(desired) === reveal(live);
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
  if (!isSpecObject(desired) || !isSpecObject(live)) return isSame(desired, live);
  return Object.entries(desired).every(([key, value]) => {
    const other = live[key];
    return other === undefined || isSame(value, other);
  });
}

function compareDigests(desired: SpecValue, live: SpecValue): Verdict {
  const wanted = digestOf(desired);
  const there = digestOf(live);
  if (wanted === undefined || there === undefined) return 'unknown';
  return wanted === there ? 'same' : 'different';
}

export function digestOf(value: SpecValue | undefined): string | undefined {
  const sha1 = isSpecObject(value) ? value.sha1 : undefined;
  return typeof sha1 === 'string' ? sha1 : undefined;
}

/** The canonical text with secrets by value: for comparing only, it never leaves this file. */
function reveal(value: SpecValue): string {
  return canonical(revealed(value));
}

function revealed(value: SpecValue): SpecValue {
  // No text of a manifest looks like it.
  if (value instanceof Redacted) return { $redacted: value.reference };
  if (value instanceof Secret) return value.reveal() ?? null;
  if (Array.isArray(value)) return value.map(revealed);
  if (isSpecObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
  }
  return value;
}
