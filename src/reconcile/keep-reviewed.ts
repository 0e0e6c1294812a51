/**
 * `--reviewed-only`: of a plan that is not the reviewed one any more, what is still as it was reviewed. The rest is
 * held, with everything that could not go without it.
 */
import { fingerprint } from '../diff/canonical.ts';
import type { Call } from '../model/call.ts';
import type { Change, Waiting } from '../model/change.ts';
import { LateId } from '../model/late-id.ts';
import type { Plan, TargetRecord } from '../model/plan.ts';
import { summarize } from '../model/summarize.ts';
import type { DesiredTarget } from '../model/target.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type Allowances, checkGuards } from './guards.ts';
import { carryRenames } from './match-record.ts';
import { leftOver, type ReviewedPlan } from './reviewed.ts';

export interface GuardContext {
  readonly targets: readonly DesiredTarget[];
  readonly allowances: Allowances;
}

export function keepReviewed(plan: Plan, reviewed: ReviewedPlan, context: GuardContext): Plan {
  if (plan.fingerprint === reviewed.fingerprint) return plan;
  const dropped = withDependents(plan, notReviewed(plan, reviewed));
  if (dropped.size === 0) return plan;
  const lost = new Set([...dropped].flatMap((change) => change.calls));
  const calls = plan.calls.filter(({ id }) => !lost.has(id));
  const changes = plan.changes.map((change) => (dropped.has(change) ? hold(change) : change));
  return {
    ...plan,
    changes,
    calls,
    rollbacks: plan.rollbacks.filter(({ onFailureOf }) => !lost.has(onFailureOf)),
    records: plan.records.map((record) => ({ ...record, announced: announcedOf(record, calls) })),
    guards: guardsOf({ ...plan, changes, calls }, context),
    summary: summarize(changes, calls),
    // Another plan than the whole: nobody may take a report of this one for a review of that one.
    fingerprint: fingerprintOf(changes),
  };
}

/** Those that are still to be made, and deleted again. */
function announcedOf({ target, announced }: TargetRecord, calls: readonly Call[]): TargetRecord['announced'] {
  const keys = new Set(calls.filter((call) => call.target === target).map(({ key }) => key));
  return announced.filter(({ key, movedTo = key }) => keys.has(movedTo));
}

/** What would be done now, and is neither as it was reviewed nor the rest of what was. */
function notReviewed(plan: Plan, reviewed: ReviewedPlan): ReadonlySet<Change> {
  const known = new Set(reviewed.changes.map((change) => `${change.target} ${change.fingerprint}`));
  const isLeft = leftOver(plan, reviewed);
  const byId = new Map(plan.calls.map((call) => [call.id, call]));
  const isReviewed = (change: Change): boolean => {
    if (known.has(`${change.target} ${change.fingerprint}`)) return true;
    const calls = [...change.calls, ...change.through].flatMap((id) => byId.get(id) ?? []);
    return calls.every(isLeft);
  };
  return new Set(plan.changes.filter((change) => isActive(change) && !isReviewed(change)));
}

function isActive({ calls, through }: Change): boolean {
  return calls.length + through.length > 0;
}

/** And what waits for a call of theirs, comes in a later wave, or goes the other half of a server's way, and so on. */
function withDependents(plan: Plan, first: ReadonlySet<Change>): ReadonlySet<Change> {
  const dropped = new Set(first);
  const byId = new Map(plan.calls.map((call) => [call.id, call]));
  for (;;) {
    const lost = new Set([...dropped].flatMap(({ calls }) => calls));
    const gone = plan.calls.filter(({ id }) => lost.has(id));
    const arrivals = new Set(gone.flatMap(arrivingServers));
    const unfinished = firstWaves(gone);
    const follows = (id: string): boolean => {
      const call = byId.get(id);
      if (call === undefined) return false;
      // A move is whole: a server that may not arrive does not leave.
      return (
        call.waitsFor.some((one) => lost.has(one)) ||
        call.wave > (unfinished.get(call.target) ?? call.wave) ||
        leavingServers(call).some((server) => arrivals.has(server))
      );
    };
    const more = plan.changes.filter(
      (change) =>
        isActive(change) &&
        !dropped.has(change) &&
        (change.through.some((id) => lost.has(id)) || change.calls.some(follows)),
    );
    if (more.length === 0) return dropped;
    for (const change of more) dropped.add(change);
  }
}

/** Target → the first wave that has lost a call, and so will not be finished. */
function firstWaves(calls: readonly Call[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { target, wave } of calls) first.set(target, Math.min(wave, first.get(target) ?? wave));
  return first;
}

function leavingServers({ target, goals }: Call): readonly string[] {
  return goals.flatMap((goal) =>
    goal.until === 'member' && goal.placeId === null ? goal.serverIds.map((id) => `${target} ${id}`) : [],
  );
}

/** Those that join, and those that a new group or cluster is made of: these stand in its body alone. */
function arrivingServers({ target, goals, creates, body }: Call): readonly string[] {
  const joining = goals.flatMap((goal) =>
    goal.until === 'member' && goal.placeId !== null ? goal.serverIds : [],
  );
  const founding = creates !== null && body.type === 'json' ? numbersIn(body.value) : [];
  return [...joining, ...founding].map((id) => `${target} ${id}`);
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || value instanceof LateId) return [];
  return Object.values(value).flatMap(numbersIn);
}

const NOT_REVIEWED: Waiting = {
  reason: 'not_reviewed',
  message: 'it is not, or not so, in the plan that was reviewed',
  hint: 'plan again, and have that reviewed',
};

function hold(change: Change): Change {
  return {
    ...change,
    status: 'held',
    waiting: [NOT_REVIEWED, ...change.waiting],
    calls: [],
    through: [],
    rollback: [],
    fingerprint: fingerprint({ not_reviewed: change.fingerprint }),
  };
}

/** The guards look at what is left. */
function guardsOf({ changes, calls, records }: Plan, { targets, allowances }: GuardContext): Plan['guards'] {
  return targets.flatMap((target) => {
    const isOwn = (one: { readonly target: string }): boolean => one.target === target.name;
    const loaded = records.find(isOwn)?.loaded ?? null;
    return checkGuards({
      target,
      recorded: loaded === null ? null : carryRenames(loaded.resources, target.resources),
      allowances,
      changes: changes.filter(isOwn),
      calls: calls.filter(isOwn),
    });
  });
}
