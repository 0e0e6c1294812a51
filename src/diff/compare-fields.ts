/**
 * Three-way: what is declared, what is live, and what was applied last. Only declared fields count. It knows no
 * kinds: how a field is compared is the rule's word.
 */

import type { Cause } from '../model/change.ts';
import type { FieldRule, FieldRules } from '../model/fields.ts';
import type { SealedSpec } from '../model/record.ts';
import type { SpecObject, SpecValue } from '../model/spec-value.ts';
import { compareSealed, unseal } from './compare-sealed.ts';
import { compareValues, type Verdict } from './compare-values.ts';

export interface Sides {
  readonly desired: SpecObject;
  readonly live: SpecObject;
  /** Null: nothing is recorded, the comparison is two-way. */
  readonly recorded: { readonly spec: SealedSpec; readonly unverified: readonly string[] } | null;
  /** `desired` in the record's form. */
  readonly sealed: SealedSpec;
}

export interface FieldDifference {
  readonly field: string;
  readonly before: SpecValue | undefined;
  readonly after: SpecValue;
  readonly cause: Cause;
}

export interface FieldComparison {
  readonly differences: readonly FieldDifference[];
  /** Declared fields that nobody can compare: the live side does not show them, and no record knows them. */
  readonly unknown: readonly string[];
}

export function compareFields(rules: FieldRules, sides: Sides): FieldComparison {
  const differences: FieldDifference[] = [];
  const unknown: string[] = [];
  for (const field of Object.keys(rules)) {
    const after = sides.desired[field];
    const rule = rules[field];
    if (after === undefined || rule === undefined || isSkipped(rule)) continue;
    const verdict = compareValues(rule, after, sides.live[field]);
    if (verdict === 'different') {
      const cause = causeOf(rule, field, sides);
      differences.push({ field, before: sides.live[field], after, cause });
    } else if (verdict === 'unknown') {
      const answer = compareWithRecord(rule, field, sides);
      if (answer === 'unknown') unknown.push(field);
      else if (answer === 'different')
        differences.push({ field, before: recordedValue(field, sides), after, cause: 'intent' });
    }
  }
  return { differences, unknown };
}

/** Part of the address, of interest at the start only, or not ours to change. */
function isSkipped(rule: FieldRule): boolean {
  return rule.compare === 'identity' || rule.onCreate === true || rule.reported === true;
}

/** What git and the estate did to a field since the last apply (contract, section 4). */
function causeOf(rule: FieldRule, field: string, sides: Sides): Cause {
  const { recorded, live } = sides;
  if (recorded === null) return 'adopt';
  const applied = recorded.spec[field];
  if (applied === undefined) return 'intent';
  if (compareSealed(rule, sides.sealed[field] ?? null, applied) === 'same') return 'drift';
  return compareValues(rule, unseal(applied), live[field]) === 'different' ? 'conflict' : 'intent';
}

/** Where the service says nothing. What was never sent stays unknown until git changes it. */
function compareWithRecord(rule: FieldRule, field: string, { recorded, sealed }: Sides): Verdict {
  if (rule.assumed !== undefined) {
    return compareSealed(rule, sealed[field] ?? null, recorded?.spec[field] ?? rule.assumed);
  }
  const readable = rule.writeOnly !== true && rule.compare !== 'digest';
  // What a service usually gives back and now leaves out is hidden; the record is no proof of what is there.
  if (recorded === null || readable) return 'unknown';
  const applied = recorded.spec[field];
  if (applied === undefined) return 'different';
  const verdict = compareSealed(rule, sealed[field] ?? null, applied);
  return verdict === 'same' && recorded.unverified.includes(field) ? 'unknown' : verdict;
}

function recordedValue(field: string, { recorded }: Sides): SpecValue | undefined {
  const value = recorded?.spec[field];
  return value === undefined ? undefined : unseal(value);
}
