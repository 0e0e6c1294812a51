/** The steps of the timeline with what each needs and gives, so that what can run side by side does. */
import { isActive } from '../../model/comparison.ts';
import type { Fact } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { LiveResource, ResourceKey } from '../../model/resource.ts';
import type { Question } from './blocks.ts';
import type { CopyPlan } from './copy-plan.ts';
import type { Joiner, Moves } from './moves.ts';
import { isGoing } from './ownership.ts';
import type { Place } from './places.ts';
import type { Step } from './timeline.ts';

/** A step with its place in the order of all steps. */
export interface ArrangedStep {
  readonly step: Step;
  /** What must be so before. */
  readonly needs: readonly Fact[];
  /** Whose givers go before, if there are any. */
  readonly after: readonly Fact[];
  readonly gives: readonly Fact[];
}

export interface StepContext {
  readonly question: Question;
  readonly moves: Moves;
  readonly copies: CopyPlan;
}

export function arrangeSteps(
  steps: readonly Step[],
  context: StepContext,
): ReadonlyMap<ResourceKey, readonly ArrangedStep[]> {
  const byPlace = new Map<ResourceKey, ArrangedStep[]>();
  for (const step of steps) {
    const { key } = step.place;
    const own = byPlace.get(key) ?? [];
    own.push(arrange(step, own, context));
    byPlace.set(key, own);
  }
  return byPlace;
}

function arrange(step: Step, before: readonly ArrangedStep[], context: StepContext): ArrangedStep {
  const { key } = step.place;
  return {
    step,
    needs: needsOf(step, context),
    after: [...orderOf(step, before), ...applicationsFirst(step, context)],
    gives: [fact.step(key, before.length), ...givesOf(step, context)],
  };
}

function needsOf(step: Step, context: StepContext): readonly Fact[] {
  if (step.type === 'join') return arrivalNeeds(step.joiner, context);
  if (step.type !== 'make') return [];
  const joiners = step.joiners.flatMap((one) => arrivalNeeds(one, context));
  return step.place.fate === 'replace' ? [fact.gone(step.place.key), ...joiners] : joiners;
}

/** Free, and with no application of its own: neither those that it has, nor copies that it is left with. */
function arrivalNeeds({ key }: Joiner, { moves, copies, question }: StepContext): readonly Fact[] {
  const left = copies.copies.get(key) ?? [];
  return [
    ...(moves.homes.has(key) ? [fact.free(key)] : []),
    ...question.world.liveAt(key).map((own) => fact.gone(own.key)),
    ...left.map((copy) => fact.gone(copy.key)),
  ];
}

/** In a cluster one after another, since each disturbs whoever is there; in a group only where room must be made. */
function orderOf({ type, place }: Step, before: readonly ArrangedStep[]): readonly Fact[] {
  if (place.kind === 'Cluster') return before.length === 0 ? [] : [fact.step(place.key, before.length - 1)];
  const leaves = before.flatMap(({ step }, index) =>
    step.type === 'leave' ? [fact.step(place.key, index)] : [],
  );
  return type === 'leave' ? [] : leaves;
}

function applicationsFirst(step: Step, { copies, question }: StepContext): readonly Fact[] {
  const { place } = step;
  const copied = copies.after.get(step.type === 'leave' ? step.member.key : place.key) ?? [];
  if (place.kind === 'ServerGroup') return step.type === 'join' || step.type === 'make' ? [] : copied;
  if (place.fate !== 'stays') return [];
  return question.world
    .liveAt(place.key)
    .filter((one) => !isDuring(one, question))
    .map(({ key }) => (stopsOnly(key, question) ? fact.changed(key) : fact.gone(key)));
}

function givesOf(step: Step, context: StepContext): readonly Fact[] {
  const { key } = step.place;
  switch (step.type) {
    case 'leave':
      return [fact.free(step.member.key), ...copiedOn(step.member.key, context)];
    case 'join':
      return [fact.joined(step.joiner.key)];
    case 'make':
      return [fact.exists(key), ...step.joiners.map((one) => fact.joined(one.key))];
    case 'unmake':
      return [
        fact.gone(key),
        ...step.others.flatMap((server) => [fact.free(server), ...copiedOn(server, context)]),
        ...carriedBy(step.place, context).map((one) => fact.gone(one.key)),
      ];
  }
}

function copiedOn(server: ResourceKey, { copies }: StepContext): readonly Fact[] {
  return (copies.copies.get(server) ?? []).map(({ key }) => fact.copied(key));
}

function carriedBy({ key, kind }: Place, { copies, question }: StepContext): readonly LiveResource[] {
  return question.world
    .liveAt(key)
    .filter((one) => (kind === 'Cluster' ? isGoing(one, question) : copies.carried.has(one.key)));
}

/** The applications of a cluster that run while its members change: what goes or stops has done so before. */
export function isDuring({ key, ...live }: LiveResource, question: Question): boolean {
  return !isGoing({ key, ...live }, question) && !stopsOnly(key, question);
}

/** Stopping it is all that its change does. */
export function stopsOnly(key: ResourceKey, { world }: Question): boolean {
  const comparison = world.comparison(key);
  if (comparison?.desired == null || comparison.action !== 'update' || !isActive(comparison)) return false;
  return (
    comparison.desired.spec.desiredStatus === 'STOPPED' &&
    comparison.fields.every(({ path }) => path === 'spec.desiredStatus')
  );
}
