/** One recorded resource beside what is live under its name. */
import { fingerprint } from '../diff/canonical.ts';
import { unseal } from '../diff/compare-sealed.ts';
import { compareValues } from '../diff/compare-values.ts';
import { mask } from '../diff/mask.ts';
import type { Change, FieldChange } from '../model/change.ts';
import type { FieldRule, FieldRules } from '../model/fields.ts';
import type { RecordedResource } from '../model/record.ts';
import { identityOf, type LiveResource } from '../model/resource.ts';
import type { SpecObject } from '../model/spec-value.ts';
import { ambiguous } from './ambiguous.ts';
import { emptyChange } from './empty-change.ts';

export interface DriftContext extends Pick<Change, 'target' | 'address' | 'origin' | 'labels'> {
  readonly rules: FieldRules;
  /** Paths that the manifest wants left alone. */
  readonly ignore: readonly string[];
}

/** @param matches what is live under its name: one, unless somebody deleted it or made a second */
export function driftOf(
  recorded: RecordedResource,
  matches: readonly LiveResource[],
  context: DriftContext,
): Change {
  const known = matches.find(({ id }) => id === recorded.remoteId);
  const live = known ?? matches[0];
  if (live === undefined) return deleted(recorded, context);
  // Which of them we applied nobody can tell.
  if (known === undefined && matches.length > 1)
    return { ...base(recorded, context, {}, null), status: 'blocked', waiting: [ambiguous(matches)] };
  const { applied, there, differences, unknown } = compareSpecs(recorded, live, context);
  const fields = [...renames(live), ...differences];
  const action = fields.length === 0 ? 'keep' : 'update';
  const after = { metadata: { name: live.liveName }, spec: there };
  return { ...base(recorded, context, applied, after), action, fields, unknown };
}

function deleted(recorded: RecordedResource, context: DriftContext): Change {
  const readable = readableFields(recorded, context).filter(({ rule }) => !isHidden(rule));
  const applied = Object.fromEntries(readable.map(({ field, value }) => [field, value]));
  return { ...base(recorded, context, applied, null), action: 'delete' };
}

function renames({ identity, liveName }: LiveResource): readonly FieldChange[] {
  if (liveName === identity.name) return [];
  return [{ path: 'metadata.name', before: identity.name, after: liveName, cause: 'drift' }];
}

interface ComparedSpecs {
  /** Of what was applied, the fields that the service shows. */
  readonly applied: SpecObject;
  readonly there: SpecObject;
  readonly differences: readonly FieldChange[];
  readonly unknown: readonly string[];
}

function compareSpecs(
  recorded: RecordedResource,
  { spec }: LiveResource,
  context: DriftContext,
): ComparedSpecs {
  const compared = readableFields(recorded, context).map((one) => {
    const { rule, field, path, value } = one;
    const verdict = isHidden(rule) ? 'unknown' : compareValues(rule, value, spec[field]);
    return { ...one, verdict, change: { path, before: value, after: spec[field], cause: 'drift' as const } };
  });
  const shown = compared.filter(({ verdict }) => verdict !== 'unknown');
  return {
    applied: Object.fromEntries(shown.map(({ field, value }) => [field, value])),
    there: Object.fromEntries(shown.map(({ field }) => [field, spec[field] ?? null])),
    differences: shown.filter(({ verdict }) => verdict === 'different').map(({ change }) => change),
    unknown: compared.filter(({ verdict }) => verdict === 'unknown').map(({ path }) => path),
  };
}

/** The applied fields that are no part of the address, and that git wants to be looked at. */
function readableFields({ spec }: RecordedResource, { rules, ignore }: DriftContext) {
  return Object.entries(rules).flatMap(([field, rule]) => {
    const value = spec[field];
    const path = `spec.${field}`;
    const isSkipped = rule.compare === 'identity' || rule.onCreate === true || rule.reported === true;
    if (value === undefined || isSkipped || ignore.includes(path)) return [];
    return [{ field, path, rule, value: unseal(value) }];
  });
}

/** The service never gives it back. */
function isHidden({ writeOnly, secret }: FieldRule): boolean {
  return writeOnly === true || secret === true;
}

/** An update of nothing yet. */
function base(
  { key }: RecordedResource,
  { target, address, origin, labels }: DriftContext,
  applied: SpecObject,
  after: SpecObject | null,
): Change {
  const before = { metadata: { name: identityOf(key).name }, spec: applied };
  return {
    ...emptyChange(key, { target, address, origin }),
    labels,
    action: 'update',
    cause: 'drift',
    before: mask(before),
    after: after === null ? null : mask(after),
    fingerprint: fingerprint({ key, before, after }),
  };
}
