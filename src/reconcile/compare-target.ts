/** Puts what is declared beside what is live, resource by resource. Pure, and knows kinds only by their traits. */
import { compareFields } from '../diff/compare-fields.ts';
import type { Comparison } from '../model/comparison.ts';
import { groupBy } from '../model/group-by.ts';
import type { Cause, FieldChange, Waiting } from '../model/plan.ts';
import type { KindTraits } from '../model/provider.ts';
import type { AppliedRecord } from '../model/record.ts';
import { type DesiredResource, type LiveResource, placeKey } from '../model/resource.ts';

export interface Sides {
  readonly desired: readonly DesiredResource[];
  readonly live: readonly LiveResource[];
  readonly record: AppliedRecord | null;
}

export function compareTarget(kinds: readonly KindTraits[], sides: Sides): readonly Comparison[] {
  const liveByKey = groupBy(sides.live, ({ key }) => key);
  const compared = sides.desired.map((desired) => {
    const traits = kinds.find(({ name }) => name === desired.identity.kind);
    return compareOne(desired, liveByKey.get(desired.key) ?? [], traits, sides);
  });
  return followReplacements(compared);
}

function compareOne(
  desired: DesiredResource,
  matches: readonly LiveResource[],
  traits: KindTraits | undefined,
  sides: Sides,
): Comparison {
  const { key, identity } = desired;
  const common = {
    key,
    kind: identity.kind,
    desired,
    unknown: [],
    fields: [],
    obstacle: null,
    instead: null,
  };
  const [live] = matches;
  if (matches.length > 1)
    return { ...common, live: null, action: 'update', cause: 'adopt', obstacle: ambiguous(matches) };
  if (live === undefined) return { ...common, live: null, action: 'create', cause: 'intent' };
  // Recorded or not: without a record it is the first time that we see it.
  const cause: Cause = sides.record?.resources.has(key) === true ? 'intent' : 'adopt';
  const { differences, unknown } = compareFields(traits?.fields ?? {}, desired.spec, live.spec);
  const fields: FieldChange[] = [
    ...(live.liveName === identity.name
      ? []
      : [{ path: 'metadata.name', before: live.liveName, after: identity.name, cause }]),
    ...differences.map(({ field, before, after }) => ({ path: `spec.${field}`, before, after, cause })),
  ];
  const immutable = differences.some(({ field }) => traits?.fields[field]?.immutable === true);
  const replaces = immutable || (fields.length > 0 && traits?.replaces(desired, live, sides.live) === true);
  return {
    ...common,
    live,
    action: fields.length === 0 ? 'keep' : replaces ? 'replace' : 'update',
    cause,
    fields,
    unknown: unknown.map((field) => `spec.${field}`),
  };
}

/** Names are no identity to the service: two of one name stop the change, and are never guessed between. */
function ambiguous(matches: readonly LiveResource[]): Waiting {
  const [{ identity }] = matches as readonly [LiveResource];
  const ids = matches.map(({ id }) => id).join(' and ');
  return {
    reason: 'ambiguous_name',
    message: `${matches.length} live resources are called ${identity.name} (ids ${ids})`,
    hint: 'rename or delete one of them by hand',
  };
}

/** What runs on a replaced place goes down with it, and is made again. */
function followReplacements(compared: readonly Comparison[]): readonly Comparison[] {
  const replaced = new Set(
    compared.filter(({ action, desired }) => action === 'replace' && desired.selected).map(({ key }) => key),
  );
  return compared.map((one) => {
    const { place } = one.desired.identity;
    if (place === null || one.live === null || !replaced.has(placeKey(place))) return one;
    return { ...one, action: 'replace', cause: 'dependency', instead: one };
  });
}
