/** What is shown and left alone: an incident's hold, `manage: observe`, `heal: off`, protection. */

import type { FieldChange } from '../model/change.ts';
import type { DeclaredComparison, Withheld } from '../model/comparison.ts';
import { holdEnd } from '../model/hold-end.ts';
import type { Hold, Lifecycle } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { TargetPolicy } from '../model/target.ts';

export interface Withholding {
  readonly policy: TargetPolicy;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface HeldFields {
  /** What is to be done. */
  readonly fields: readonly FieldChange[];
  readonly heldFields: readonly FieldChange[];
  readonly held: readonly Withheld[];
  /** The desired resource without what is ignored or held, so that no call can touch it. */
  readonly effective: DesiredResource;
}

/** Field by field, for a resource that is there. */
export function holdFields(
  desired: DesiredResource,
  found: readonly FieldChange[],
  { policy, now }: Withholding,
): HeldFields {
  const { ignore = [], hold } = lifecycleOf(desired);
  const compared = found.filter(({ path }) => !ignore.includes(path));
  const reasonFor = ({ path, cause }: FieldChange): Withheld | null => {
    if (hold?.fields?.includes(path) && isOpen(hold, now)) return heldBy(hold);
    return policy.heal === 'off' && (cause === 'drift' || cause === 'conflict') ? HEAL_OFF : null;
  };
  const heldFields = compared.filter((field) => reasonFor(field) !== null);
  const reasons = heldFields.flatMap((field) => reasonFor(field) ?? []);
  const left = new Set([...ignore, ...heldFields.map(({ path }) => path)]);
  const spec = Object.fromEntries(
    Object.entries(desired.spec).filter(([field]) => !left.has(`spec.${field}`)),
  );
  return {
    fields: compared.filter((field) => !heldFields.includes(field)),
    heldFields,
    held: [...new Map(reasons.map((one) => [`${one.reason} ${one.message}`, one])).values()],
    effective: left.size === 0 ? desired : { ...desired, spec },
  };
}

/** As a whole. */
export function withhold(comparison: DeclaredComparison, withholding: Withholding): DeclaredComparison {
  const withheld = reasonToWithhold(comparison, withholding);
  return withheld === null ? comparison : { ...comparison, withheld };
}

function reasonToWithhold(comparison: DeclaredComparison, { policy, now }: Withholding): Withheld | null {
  const { action, desired, held, cause, live } = comparison;
  if (action === 'keep') return held[0] ?? null;
  const { manage, hold, protect } = lifecycleOf(desired);
  if (manage === 'observe') return OBSERVED;
  if (hold !== undefined && hold.fields === undefined && isOpen(hold, now)) return heldBy(hold);
  if (protect === true && action === 'replace') return PROTECTED;
  // A replacement would bring the held fields about, too.
  if (action === 'replace' && held[0] !== undefined) return held[0];
  const deletedByHand = live === null && action === 'create' && cause === 'drift';
  return deletedByHand && policy.heal === 'off' ? HEAL_OFF : null;
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
