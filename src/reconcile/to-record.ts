/** What the record will say of a resource once it is as declared. */

import type { Call } from '../model/call.ts';
import type { ToRecord } from '../model/change.ts';
import type { DeclaredComparison } from '../model/comparison.ts';
import type { Flip, RecordedResource, SealedSpec } from '../model/record.ts';
import type { DesiredResource } from '../model/resource.ts';
import { makersIn } from './late-ids.ts';
import { copyToken } from './number-calls.ts';
import { lifecycleOf } from './withhold.ts';

export interface RecordContext {
  /** Where a manifest lies, as the record names files. */
  readonly fileOf: (resource: DesiredResource) => string;
  /** The commit that is applied; null outside git. */
  readonly commit: string | null;
}

export function toRecord(
  comparison: DeclaredComparison,
  own: readonly Call[],
  through: readonly Call[],
  context: RecordContext & { readonly waits: boolean },
): ToRecord | null {
  const { key, previousKey } = comparison;
  // With a rename or a move that may be the part that waits, the record had better keep what it knows.
  if (lifecycleOf(comparison.desired).manage === 'observe' || (context.waits && previousKey !== null))
    return null;
  const isLeftAlone = own.length + through.length === 0;
  const from = isLeftAlone ? null : makerOf(key, own, through);
  const resource = recordedOf(context.waits ? allHeld(comparison) : comparison, context);
  return {
    resource: from === null ? resource : { ...resource, remoteId: null },
    // What nothing is sent for cannot be in doubt.
    uncertain: isLeftAlone ? null : uncertainOf(comparison),
    maker: from,
  };
}

/** As it was applied before, without what was being changed: the old or the new may be there, and nobody can tell. */
function uncertainOf({ key, recorded, fields, flips }: DeclaredComparison): RecordedResource | null {
  if (recorded === null) return null;
  const changed = new Set(fields.map(({ path }) => path));
  const spec = Object.entries(recorded.spec).filter(([field]) => !changed.has(`spec.${field}`));
  const { file, unverified, commit, remoteId, renamedFrom, protect } = recorded;
  const known = { file, unverified, commit, remoteId, renamedFrom, protect };
  // Not wholly ours: it may have what nobody told us.
  return {
    ...known,
    key,
    spec: Object.fromEntries(spec),
    created: false,
    leftover: false,
    ...kept(flips.now),
  };
}

/** A part of it waits, and nobody can say of which field: none counts as applied. */
function allHeld(comparison: DeclaredComparison): DeclaredComparison {
  const { action, fields, declared, cause, flips } = comparison;
  const all = Object.entries(declared).map(([name, after]) => ({
    path: `spec.${name}`,
    before: undefined,
    after,
    cause,
  }));
  const heldFields = action === 'create' || action === 'replace' ? all : fields;
  return { ...comparison, heldFields, flips: { ...flips, healed: flips.now } };
}

/** The call that it is there from, and which of its results it is. */
function makerOf(key: string, own: readonly Call[], through: readonly Call[]): string | null {
  const maker = own.find(({ creates }) => creates === key);
  if (maker !== undefined) return `${maker.id}.id`;
  const copier = through.find(({ leaves }) => leaves.includes(key));
  if (copier !== undefined) return `${copier.id}.${copyToken(key)}`;
  // A copy that is then changed is named in the path of the call that changes it.
  const makers = own.flatMap(({ path }) => makersIn(path));
  return makers.find((maker) => maker.endsWith(`.${copyToken(key)}`)) ?? null;
}

/** As declared, but for what was held back: that stays as it was applied. */
export function recordedOf(comparison: DeclaredComparison, context: RecordContext): RecordedResource {
  const { key, sealed, desired, recorded, action, live, heldFields } = comparison;
  const { ignore = [], protect } = lifecycleOf(desired);
  const { manifest } = desired;
  const made = action === 'replace' && comparison.withheld === null && !isThere(comparison);
  const created = action === 'create' || made;
  return {
    key,
    // What is ignored was not applied, but when the resource was made.
    spec: withoutHeld(sealed, [...heldFields.map(({ path }) => path), ...(created ? [] : ignore)], recorded),
    file: context.fileOf(desired),
    commit: context.commit,
    remoteId: live?.id ?? null,
    created: created || recorded?.created === true,
    leftover: false,
    unverified: created ? NONE : unverifiedIn(comparison),
    renamedFrom: manifest.metadata.renamedFrom ?? null,
    protect: protect === true,
    ...kept(comparison.flips.healed),
  };
}

/** Most resources have none, and no word of them. */
function kept(flips: readonly Flip[]): Pick<RecordedResource, 'flips'> {
  return flips.length === 0 ? {} : { flips };
}

/** Only its former place is yet to go. */
function isThere({ live, movedFrom }: DeclaredComparison): boolean {
  return live !== null && movedFrom !== null;
}

function withoutHeld(
  sealed: SealedSpec,
  held: readonly string[],
  recorded: RecordedResource | null,
): SealedSpec {
  if (held.length === 0) return sealed;
  const entries = Object.entries(sealed).flatMap(([field, value]) => {
    if (!held.includes(`spec.${field}`)) return [[field, value] as const];
    const applied = recorded?.spec[field];
    return applied === undefined ? [] : [[field, applied] as const];
  });
  return Object.fromEntries(entries);
}

const NONE: readonly never[] = [];

/** What was never sent and cannot be read, as long as no call of ours sends it. */
function unverifiedIn({ unknown, fields }: DeclaredComparison): readonly string[] {
  const sends = fields.some(({ path }) => path === 'spec.artifact' || path === 'spec.properties');
  return sends || unknown.length === 0 ? NONE : unknown.map((path) => path.replace(/^spec\./, ''));
}
