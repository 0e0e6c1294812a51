/** What an apply tells the record of a target, apart from what its calls bring about. */
import { sameJson } from '../diff/same-json.ts';
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { LeftAlone, Plan, TargetRecord } from '../model/plan.ts';
import type { RecordedResource } from '../model/record.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { ComparedTarget } from './compared-target.ts';
import { type RecordContext, recordedOf } from './to-record.ts';

export function targetRecord(
  target: ComparedTarget,
  { changes, calls }: Pick<Plan, 'changes' | 'calls'>,
  context: RecordContext,
): TargetRecord {
  return {
    target: target.desired.name,
    estate: target.provider.estate,
    loaded: target.record,
    ...adoptedIn(changes, target, context),
    announced: [...copiesIn(changes, calls, target, context), ...departuresIn(changes, target)],
    leftAlone: leftAloneIn(target),
  };
}

/** Noted at once, and under the name that the record has: it is told once. */
function leftAloneIn({ comparisons, record }: ComparedTarget): readonly LeftAlone[] {
  return comparisons.flatMap((one) => {
    if (one.desired === null || one.flips.news.length === 0) return [];
    const { key, previousKey, flips } = one;
    const recorded = record?.resources.get(previousKey ?? key);
    return recorded === undefined
      ? []
      : [{ key, noted: { ...recorded, flips: flips.now }, fields: flips.news }];
  });
}

interface Adopted {
  readonly now: RecordedResource;
  /** The key that the record has it under, where that is another. */
  readonly former: ResourceKey | null;
}

const NONE: readonly never[] = [];

/** What is as declared and needs no call, where the record does not say so yet (contract, section 8, Ownership). */
function adoptedIn(
  changes: readonly Change[],
  { comparisons, record, forgotten }: ComparedTarget,
  context: RecordContext,
): Pick<TargetRecord, 'adopted' | 'forgotten'> {
  const byKey = new Map(comparisons.map((one) => [one.key, one]));
  const news = changes.flatMap(({ key, action, status, records, through }): readonly Adopted[] => {
    if (action !== 'keep' || status !== 'planned' || records === null) return NONE;
    const one = byKey.get(key);
    if (one === undefined || one.desired === null || one.live === null) return NONE;
    const now = through.length === 0 ? records.resource : recordedOf(one, context);
    const before = record?.resources.get(key);
    return before !== undefined && sameEntry(before, now) ? NONE : [{ now, former: one.previousKey }];
  });
  return {
    adopted: news.map(({ now }) => now),
    forgotten: [...forgotten, ...news.flatMap(({ former }) => former ?? [])],
  };
}

/** Ours like the application that they are copies of; the manifest that leaves them behind stands for them. */
function copiesIn(
  changes: readonly Change[],
  calls: readonly Call[],
  { comparisons }: ComparedTarget,
  { fileOf, commit }: RecordContext,
): readonly RecordedResource[] {
  return changes.flatMap(({ key, isCopy }) => {
    // Most are none, and nothing is looked for then.
    const leaver = isCopy ? calls.find(({ leaves }) => leaves.includes(key)) : undefined;
    const cause = leaver && comparisons.find((one) => one.key === leaver.key);
    if (cause === undefined) return [];
    const file = cause.desired === null ? (cause.recorded?.file ?? '') : fileOf(cause.desired);
    const common = { spec: {}, unverified: [], created: true, leftover: true } as const;
    const known = { ...common, renamedFrom: null, protect: false, remoteId: null };
    return [{ ...known, key, file, commit }];
  });
}

/** Which of several of one name moves where is known before the first write: a run that dies must not lose it. */
function departuresIn(
  changes: readonly Change[],
  { comparisons, record }: ComparedTarget,
): readonly RecordedResource[] {
  const made = changes.filter(({ action, calls }) => action !== 'keep' && calls.length > 0);
  if (made.length === 0) return [];
  const byKey = new Map(comparisons.map((one) => [one.key, one]));
  return made.flatMap(({ key }) => {
    const comparison = byKey.get(key);
    const former = record?.resources.get(comparison?.previousKey ?? '');
    if (comparison?.desired == null || comparison.movedFrom === null || former === undefined) return [];
    return former.movedTo === key ? [] : [{ ...former, movedTo: key }];
  });
}

type Told = Exclude<keyof RecordedResource, 'commit' | 'flips'>;

/** Another commit alone is nothing new, and neither is that a flip was long ago. */
const TOLD: Readonly<Record<Told, true>> = {
  key: true,
  spec: true,
  file: true,
  unverified: true,
  remoteId: true,
  created: true,
  leftover: true,
  renamedFrom: true,
  movedTo: true,
  protect: true,
};
const told = Object.keys(TOLD) as readonly Told[];

function sameEntry(before: RecordedResource, now: RecordedResource): boolean {
  return told.every((name) => sameJson(before[name], now[name]));
}
