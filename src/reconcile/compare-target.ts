/** Puts what is declared beside what is live and what is recorded. Pure, and knows kinds only by their traits. */
import { compareFields } from '../diff/compare-fields.ts';
import type { Cause, FieldChange } from '../model/change.ts';
import type { DeclaredComparison } from '../model/comparison.ts';
import { groupBy } from '../model/group-by.ts';
import type { KindTraits } from '../model/provider.ts';
import type { RecordedResource, RecordStore } from '../model/record.ts';
import { type DesiredResource, type LiveResource, placeKey, type ResourceKey } from '../model/resource.ts';
import { ambiguous } from './ambiguous.ts';
import { flipsAfter, remembered, sightFlips } from './flipping-fields.ts';
import type { CarriedResource } from './match-record.ts';
import { holdFields, lifecycleOf, type Withholding, withhold } from './withhold.ts';

export interface Sides extends Withholding {
  readonly desired: readonly DesiredResource[];
  readonly live: readonly LiveResource[];
  /** Under the keys that they have by the manifests' names; null: nothing was ever recorded. */
  readonly recorded: ReadonlyMap<ResourceKey, CarriedResource> | null;
  /** Declared key → the recorded application that its manifest moved here. */
  readonly moved: ReadonlyMap<ResourceKey, CarriedResource>;
  readonly seal: RecordStore['seal'];
}

export function compareTarget(kinds: readonly KindTraits[], sides: Sides): readonly DeclaredComparison[] {
  const traits = new Map(kinds.map((kind) => [kind.name, kind]));
  const liveByKey = groupBy(sides.live, ({ key }) => key);
  const compared = sides.desired.map((desired) => {
    const matches = liveByKey.get(desired.key) ?? [];
    const [live] = matches;
    const comparison =
      matches.length > 1
        ? { ...base(desired, sides), obstacle: ambiguous(matches) }
        : live === undefined
          ? compareAbsent(desired, liveByKey, sides)
          : begunMove(compareLive(desired, live, traits.get(desired.identity.kind), sides), liveByKey, sides);
    return withhold(comparison, sides);
  });
  return followReplacements(compared, sides);
}

function base(desired: DesiredResource, sides: Sides): DeclaredComparison {
  const recorded = sides.recorded?.get(desired.key) ?? null;
  const flips = recorded?.flips ?? [];
  return {
    key: desired.key,
    kind: desired.identity.kind,
    desired,
    declared: desired.spec,
    sealed: sides.seal(desired.spec),
    live: null,
    recorded,
    flips: { now: flips, healed: flips, news: [] },
    action: 'update',
    cause: 'adopt',
    fields: [],
    heldFields: [],
    held: [],
    unknown: [],
    obstacle: null,
    withheld: null,
    movedFrom: null,
    previousKey: recorded?.recordedAs ?? null,
    instead: null,
  };
}

/** Not there: it is new, it was moved here, or somebody deleted it by hand. */
function compareAbsent(
  desired: DesiredResource,
  liveByKey: ReadonlyMap<ResourceKey, readonly LiveResource[]>,
  sides: Sides,
): DeclaredComparison {
  const common = base(desired, sides);
  const former = sides.moved.get(desired.key);
  if (former === undefined) {
    return { ...common, action: 'create', cause: common.recorded === null ? 'intent' : 'drift' };
  }
  const [movedFrom = null] = liveByKey.get(former.key) ?? [];
  const action = movedFrom === null ? 'create' : 'replace';
  return {
    ...common,
    action,
    cause: 'intent',
    recorded: former,
    movedFrom,
    previousKey: former.recordedAs ?? former.key,
  };
}

function compareLive(
  desired: DesiredResource,
  live: LiveResource,
  traits: KindTraits | undefined,
  sides: Sides,
): DeclaredComparison {
  const common = base(desired, sides);
  const { recorded, sealed } = common;
  const rules = traits?.fields ?? {};
  const { differences, unknown } = compareFields(rules, {
    desired: desired.spec,
    live: live.spec,
    recorded,
    sealed,
  });
  const found: readonly FieldChange[] = [
    ...rename(common, live),
    ...differences.map(({ field, before, after, cause }) => ({
      path: inSpec(field),
      before,
      after,
      cause,
    })),
  ];
  if (found.length === 0 && isQuiet(desired, recorded)) return asDeclared(common, live, unknown);
  const flips = remembered(recorded?.flips ?? [], rules, sealed);
  const flipping = { rules, flips, sealed, seal: sides.seal, now: sides.now };
  const sights = sightFlips(found, flipping);
  const kept = holdFields(desired, found, { ...sides, sights });
  const { fields, heldFields, held, effective } = kept;
  const immutable = fields.some(({ path }) => rules[path.replace(/^spec\./, '')]?.immutable === true);
  const replaces = immutable || (fields.length > 0 && traits?.replaces(effective, live, sides.live) === true);
  return {
    ...common,
    // What is made anew is made as it is declared, with what is ignored later on.
    desired: replaces ? desired : effective,
    live,
    flips: flipsAfter(sights, kept, flipping),
    action: fields.length === 0 ? 'keep' : replaces ? 'replace' : 'update',
    cause: causeOf(fields.length > 0 ? fields : heldFields, recorded),
    fields,
    heldFields,
    held,
    unknown: unknown.map(inSpec),
  };
}

/** Nothing is ignored, and nothing was changed by hand lately: there is nothing to hold, heal or forget. */
function isQuiet(desired: DesiredResource, recorded: RecordedResource | null): boolean {
  return recorded?.flips === undefined && lifecycleOf(desired).ignore === undefined;
}

/** Most resources are, and one comparison is all the work that they make. */
function asDeclared(
  common: DeclaredComparison,
  live: LiveResource,
  unknown: readonly string[],
): DeclaredComparison {
  const cause = causeOf([], common.recorded);
  return { ...common, live, action: 'keep', cause, unknown: unknown.map(inSpec) };
}

function inSpec(field: string): string {
  return `spec.${field}`;
}

/** An earlier run deployed it here, and did not come to delete it where it was. */
function begunMove(
  compared: DeclaredComparison,
  liveByKey: ReadonlyMap<ResourceKey, readonly LiveResource[]>,
  sides: Sides,
): DeclaredComparison {
  const former = sides.moved.get(compared.key);
  const [movedFrom] = liveByKey.get(former?.key ?? '') ?? [];
  if (former === undefined || movedFrom === undefined) return compared;
  const rest = { ...compared, movedFrom, previousKey: former.recordedAs ?? former.key };
  return compared.action === 'keep' ? { ...rest, action: 'replace', cause: 'intent' } : rest;
}

/** A name that git did not change was changed by hand: the record knows the resource by its id. */
function rename(
  { recorded, previousKey, desired: { identity } }: DeclaredComparison,
  live: LiveResource,
): readonly FieldChange[] {
  if (live.liveName === identity.name) return [];
  const cause = recorded !== null && previousKey === null ? 'drift' : 'intent';
  return [{ path: 'metadata.name', before: live.liveName, after: identity.name, cause }];
}

/** Of a whole resource: what git moved counts before what somebody did, and what both did before that. */
function causeOf(fields: readonly FieldChange[], recorded: RecordedResource | null): Cause {
  const order: readonly Cause[] = ['conflict', 'intent', 'drift', 'adopt'];
  const found = order.find((cause) => fields.some((field) => field.cause === cause));
  return found ?? (recorded === null ? 'adopt' : 'intent');
}

/** What runs on a replaced place goes down with it, and is made again. */
function followReplacements(
  compared: readonly DeclaredComparison[],
  sides: Sides,
): readonly DeclaredComparison[] {
  const replaced = new Set(
    compared
      .filter(
        ({ action, desired, withheld }) => action === 'replace' && desired.selected && withheld === null,
      )
      .map(({ key }) => key),
  );
  return compared.map((one) => {
    const { place } = one.desired.identity;
    if (place === null || one.live === null || !replaced.has(placeKey(place))) return one;
    const desired = { ...one.desired, spec: one.declared };
    return withhold({ ...one, desired, action: 'replace', cause: 'dependency', instead: one }, sides);
  });
}
