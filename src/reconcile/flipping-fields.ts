/** Which fields of a resource flip, and why one of them is left as it is. What counts is in `count-flips.ts`. */
import { canonical } from '../diff/canonical.ts';
import { digestOf } from '../diff/compare-values.ts';
import { valuePrint } from '../diff/value-print.ts';
import type { FieldChange } from '../model/change.ts';
import type { ResourceFlips, Withheld } from '../model/comparison.ts';
import type { FieldRule, FieldRules } from '../model/fields.ts';
import { isoTime } from '../model/iso-time.ts';
import type { Flip, RecordStore, SealedSpec } from '../model/record.ts';
import { Secret } from '../model/secret.ts';
import { type SpecValue, secretsIn } from '../model/spec-value.ts';
import { flipsWith, forgottenAt, healed, isTooOften, leftAlone, sighted } from './count-flips.ts';

export interface FlipContext {
  readonly rules: FieldRules;
  /** Those that are remembered. */
  readonly flips: readonly Flip[];
  /** What is declared, in the record's form. */
  readonly sealed: SealedSpec;
  readonly seal: RecordStore['seal'];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A field that somebody changed by hand. */
export interface SightedFlip {
  readonly flip: Flip;
  /** Set where it was found too often. */
  readonly why: Withheld | null;
}

/** With another value in git it begins anew. */
export function remembered(flips: readonly Flip[], rules: FieldRules, sealed: SealedSpec): readonly Flip[] {
  return flips.filter(({ path, declared }) => {
    const field = fieldOf(path);
    return !isOfSpec(path) || declared === valuePrint(rules[field], sealed[field]);
  });
}

/** Path → what is known of it, with this sight counted. */
export function sightFlips(
  found: readonly FieldChange[],
  context: FlipContext,
): ReadonlyMap<string, SightedFlip> {
  const drifted = found.filter(({ cause }) => cause === 'drift');
  return new Map(
    drifted.map((field) => {
      const rule = ruleOf(field, context);
      const flip = sighted(context.flips, { path: field.path, ...printsOf(field, context) }, context.now);
      return [field.path, { flip, why: isTooOften(flip) ? whyLeft(flip, field, rule) : null }] as const;
    }),
  );
}

export interface HeldOrHealed {
  readonly fields: readonly FieldChange[];
  readonly heldFields: readonly FieldChange[];
  readonly reasons: ReadonlyMap<string, Withheld>;
}

/** What the record will say of them. */
export function flipsAfter(
  sights: ReadonlyMap<string, SightedFlip>,
  { fields, heldFields, reasons }: HeldOrHealed,
  { flips, now }: Pick<FlipContext, 'flips' | 'now'>,
): ResourceFlips {
  const sightsOf = (some: readonly FieldChange[]): readonly SightedFlip[] =>
    some.flatMap(({ path }) => sights.get(path) ?? []);
  const left = sightsOf(heldFields.filter(({ path }) => reasons.get(path)?.reason === 'flip'));
  const withLeft = flipsWith(
    flips,
    left.map(({ flip }) => leftAlone(flip)),
    now,
  );
  return {
    now: withLeft,
    healed: flipsWith(
      withLeft,
      sightsOf(fields).map(({ flip }) => healed(flip, now)),
      now,
    ),
    news: left.flatMap(({ flip, why }) => (flip.left || why === null ? [] : [{ path: flip.path, why }])),
  };
}

function ruleOf({ path }: FieldChange, { rules }: FlipContext): FieldRule | undefined {
  return rules[fieldOf(path)];
}

function fieldOf(path: string): string {
  return path.replace(/^spec\./, '');
}

/** The name is part of the address. */
function isOfSpec(path: string): boolean {
  return path.startsWith('spec.');
}

/** Of a secret only what the record would say of it: without a key, one hand-made value is like another. */
function printsOf(field: FieldChange, context: FlipContext): Pick<Flip, 'declared' | 'byHand'> {
  const { path, before, after } = field;
  const rule = ruleOf(field, context);
  const declared = isOfSpec(path) ? context.sealed[fieldOf(path)] : after;
  if (!isSecret(rule, after))
    return { declared: valuePrint(rule, declared), byHand: valuePrint(rule, before) };
  const sealed = context.seal({ value: new Secret('by hand', canonical(before)) });
  return { declared: valuePrint(rule, declared), byHand: valuePrint(undefined, sealed.value) };
}

/** Of an archive nothing but its digest counts, wherever its bytes come from. */
function isSecret(rule: FieldRule | undefined, value: SpecValue | undefined): boolean {
  return rule?.compare !== 'digest' && (rule?.secret === true || hasSecret(value));
}

function hasSecret(value: SpecValue | undefined): boolean {
  return secretsIn(value).length > 0;
}

function whyLeft(flip: Flip, { path, before, after }: FieldChange, rule: FieldRule | undefined): Withheld {
  const since = `${flip.times} times since ${isoTime(flip.since)}`;
  const what = isSecret(rule, after)
    ? `somebody changed it by hand to the same value ${since}`
    : `somebody made it ${words(before)} ${since}, and git says ${words(after)}`;
  return {
    status: 'held',
    reason: 'flip',
    message: `${path} flips: ${what}; it is left as it is`,
    hint: 'find out who else sets it; then change it in git, hold it (lifecycle.hold), or run `muleteer apply`, which heals it',
    until: forgottenAt(flip),
  };
}

const LONGEST = 80;
/** What needs no quotes to be told from the words around it. */
const PLAIN = /^[\w.:/@-]+$/;

function words(value: SpecValue | undefined): string {
  const sha1 = digestOf(value);
  if (sha1 !== undefined) return `sha1 ${sha1.slice(0, 8)}`;
  const text = typeof value === 'string' && PLAIN.test(value) ? value : canonical(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
