/** What is shown and left alone: an incident's hold, `manage: observe`, `heal: off`, what flips, protection. */

import type { FieldChange } from '../model/change.ts';
import type { DeclaredComparison, Withheld } from '../model/comparison.ts';
import { holdEnd } from '../model/hold-end.ts';
import type { Hold, Lifecycle } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { SpecObject } from '../model/spec-value.ts';
import type { TargetPolicy } from '../model/target.ts';
import type { SightedFlip } from './flipping-fields.ts';

export interface Withholding {
  readonly policy: TargetPolicy;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What becomes of a field that somebody changes back again and again: a person who applies knows of it. */
  readonly flipping: 'healed' | 'left';
}

export interface HeldFields {
  /** What is to be done. */
  readonly fields: readonly FieldChange[];
  readonly heldFields: readonly FieldChange[];
  /** Why, by their paths. */
  readonly reasons: ReadonlyMap<string, Withheld>;
  readonly held: readonly Withheld[];
  /** The desired resource without what is ignored or held, so that no call can touch it. */
  readonly effective: DesiredResource;
}

const NOTHING_FOUND: Omit<HeldFields, 'effective'> = {
  fields: [],
  heldFields: [],
  reasons: new Map(),
  held: [],
};

/** Field by field, for a resource that is there. */
export function holdFields(
  desired: DesiredResource,
  found: readonly FieldChange[],
  { policy, now, flipping, sights }: Withholding & { readonly sights: ReadonlyMap<string, SightedFlip> },
): HeldFields {
  const lifecycle = lifecycleOf(desired);
  const { ignore = [], hold } = lifecycle;
  if (found.length === 0 && ignore.length === 0) return { ...NOTHING_FOUND, effective: desired };
  const heedsFlips = flipping === 'left' && reasonForAll(lifecycle, now) === null;
  const compared = found.filter(({ path }) => !ignore.includes(path));
  const reasonFor = ({ path, cause }: FieldChange): Withheld | null => {
    if (hold?.fields?.includes(path) && isOpen(hold, now)) return heldBy(hold);
    if (policy.heal === 'off' && (cause === 'drift' || cause === 'conflict')) return HEAL_OFF;
    return heedsFlips ? (sights.get(path)?.why ?? null) : null;
  };
  const reasons = new Map(
    compared.flatMap((field) => {
      const reason = reasonFor(field);
      return reason === null ? [] : [[field.path, reason] as const];
    }),
  );
  const heldFields = compared.filter(({ path }) => reasons.has(path));
  const left = new Set([...ignore, ...heldFields.map(({ path }) => path)]);
  return {
    fields: compared.filter((field) => !heldFields.includes(field)),
    heldFields,
    reasons,
    held: [...new Map([...reasons.values()].map((one) => [`${one.reason} ${one.message}`, one])).values()],
    effective: left.size === 0 ? desired : { ...desired, spec: without(left, desired.spec) },
  };
}

function without(paths: ReadonlySet<string>, spec: SpecObject): SpecObject {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !paths.has(`spec.${field}`)));
}

/** As a whole. */
export function withhold(comparison: DeclaredComparison, withholding: Withholding): DeclaredComparison {
  const withheld = reasonToWithhold(comparison, withholding);
  return withheld === null ? comparison : { ...comparison, withheld };
}

function reasonToWithhold(comparison: DeclaredComparison, { policy, now }: Withholding): Withheld | null {
  const { action, desired, held, cause, live } = comparison;
  if (action === 'keep') return held[0] ?? null;
  const lifecycle = lifecycleOf(desired);
  const forAll = reasonForAll(lifecycle, now);
  if (forAll !== null) return forAll;
  if (lifecycle.protect === true && action === 'replace') return PROTECTED;
  // A replacement would bring the held fields about, too.
  if (action === 'replace' && held[0] !== undefined) return held[0];
  const deletedByHand = live === null && action === 'create' && cause === 'drift';
  return deletedByHand && policy.heal === 'off' ? HEAL_OFF : null;
}

/** Why nothing of it is touched, as its manifest has it. */
function reasonForAll({ manage, hold }: Lifecycle, now: number): Withheld | null {
  if (manage === 'observe') return OBSERVED;
  return hold !== undefined && hold.fields === undefined && isOpen(hold, now) ? heldBy(hold) : null;
}

export function lifecycleOf({ manifest }: Pick<DesiredResource, 'manifest'>): Lifecycle {
  return manifest.metadata.lifecycle ?? {};
}

function isOpen({ until }: Hold, now: number): boolean {
  const end = holdEnd(until);
  return end === null || now < end;
}

function heldBy({ reason, owner, until }: Hold): Withheld {
  const end = holdEnd(until);
  return {
    status: 'held',
    reason: 'hold',
    message: `held by ${owner} until ${until}: ${reason}`,
    hint: null,
    ...(end === null ? {} : { until: end }),
  };
}

const OBSERVED: Withheld = {
  status: 'held',
  reason: 'observe',
  message: 'it is observed only (lifecycle.manage: observe)',
  hint: null,
};

const HEAL_OFF: Withheld = {
  status: 'held',
  reason: 'heal_off',
  message: 'it changed outside git, and this target does not heal (heal: off)',
  hint: 'take it into the manifest, or undo it by hand',
};

export const PROTECTED: Withheld = {
  status: 'retained',
  reason: 'protected',
  message: 'it is protected (lifecycle.protect)',
  hint: 'a Removed document with action: delete, or protect: false in the manifest, lets it go',
};

export const NOT_PRUNED: Withheld = {
  status: 'retained',
  reason: 'not_pruned',
  message: 'it is gone from git, and this target does not prune it',
  hint: 'a Removed document deletes it, or forgets it',
};

/** Whatever the target prunes: otherwise the advice would be read as one to set `prune`. */
export const NEVER_PRUNED: Withheld = { ...NOT_PRUNED, message: 'it is gone from git, and is never pruned' };
