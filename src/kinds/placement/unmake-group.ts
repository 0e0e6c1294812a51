/** A group that is deleted: each of its members keeps a copy of every application that is there by then. */
import { fact } from '../../model/facts.ts';
import type { LiveMember } from '../members.ts';
import type { HostedApplication, RunState } from './application-states.ts';
import { addCosts, type Cost, cheaperOf, isCheaper, leftoverCost } from './copy-costs.ts';
import { append, type CopyDraft } from './copy-plan.ts';
import { type CopyQuestion, letLeave, noteCopy, stagesOf, wantedOn } from './leave-group.ts';
import type { Place } from './places.ts';

/** Which members leave one by one before the group is deleted, and which applications are deleted before. */
export function unmakeGroup(
  place: Place,
  hosted: readonly HostedApplication[],
  plan: CopyDraft,
  question: CopyQuestion,
): void {
  const choices = earlyChoices(place, hosted, question).map((early) =>
    unmakingAfter(early, place, hosted, question),
  );
  const { early, rest, fates } = choices.reduce((best, one) => (isCheaper(one.cost, best.cost) ? one : best));
  plan.early.set(place.key, early);
  for (const leaver of early) append(plan.after, place.key, fact.free(leaver.key));
  letLeave(early, fates.map(untilGone), plan, question);
  for (const { one, stays } of fates) {
    if (stays) {
      if (one.goes) plan.carried.add(one.key);
      for (const { key } of rest)
        noteCopy(key, one, one.stages[0].state, wantedOn(key, one.name, question), plan);
    } else append(plan.after, place.key, fact.gone(one.key));
  }
}

interface Unmaking {
  readonly early: readonly LiveMember[];
  readonly rest: readonly LiveMember[];
  readonly fates: readonly Fate[];
  readonly cost: Cost;
}

/** How a group is deleted, when these members leave before. */
function unmakingAfter(
  early: readonly LiveMember[],
  { there }: Place,
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
): Unmaking {
  const rest = there.filter((one) => !early.includes(one));
  const fates = hosted.map((one) => fateWith(one, early, rest, question));
  const leaving = stagesOf(early, fates.map(untilGone), question);
  const costs = fates.map(({ cost }) => cost);
  return {
    early,
    rest,
    fates,
    cost: addCosts({ interruptions: 0, calls: early.length }, leaving.cost, ...costs),
  };
}

interface Fate {
  readonly one: HostedApplication;
  /** It stays until its group is deleted, and leaves copies; or it is deleted first. */
  readonly stays: boolean;
  /** Without what its copies cost on members that leave early. */
  readonly cost: Cost;
}

/** What those that leave early see of it. */
function untilGone({ one, stays }: Fate): HostedApplication {
  return stays ? { ...one, goes: false, stages: [one.stages[0]] } : one;
}

function fateWith(
  one: HostedApplication,
  early: readonly LiveMember[],
  rest: readonly LiveMember[],
  question: CopyQuestion,
): Fate {
  const costOn = (members: readonly LiveMember[], state: RunState | null): readonly Cost[] =>
    members.map(({ key }) => leftoverCost(state, wantedOn(key, one.name, question), one.disposable));
  const now = one.stages[0].state;
  const stays: Fate = { one, stays: true, cost: addCosts(...costOn(rest, now)) };
  if (!one.goes) return stays;
  const interruptions = now?.status === 'STARTED' && rest.length + early.length > 0 ? 1 : 0;
  const goes: Fate = {
    one,
    stays: false,
    cost: addCosts({ interruptions, calls: 1 }, ...costOn(rest, null)),
  };
  // Copies that may not be deleted are worse than any call: what goes must not come back as a leftover.
  if (!one.disposable && rest.length > 0) return goes;
  const before = costOn(early, now);
  const first = costOn(early, null).map((after, index) => cheaperOf(before[index] ?? after, after));
  const [going, staying] = [addCosts(goes.cost, ...first), addCosts(stays.cost, ...before)];
  return isCheaper(going, staying) ? goes : stays;
}

/** More members than this are not tried in every combination. */
const MOST_COMBINED = 8;

/** Only members on which a copy is wanted have a reason to leave before the others. */
function earlyChoices(
  { there }: Place,
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
): readonly (readonly LiveMember[])[] {
  const goers = there.filter(({ key }) =>
    hosted.some(({ name, goes }) => goes && wantedOn(key, name, question) !== null),
  );
  if (goers.length > MOST_COMBINED) return [[], goers];
  return Array.from({ length: 2 ** goers.length }, (_, bits) =>
    goers.filter((__, index) => bits & (1 << index)),
  );
}
