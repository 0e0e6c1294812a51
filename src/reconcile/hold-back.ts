/**
 * Leaves changes of a built plan for later, with everything that could not go without them. A window, a hold that the
 * record knows, `sync: plan` and `--reviewed-only` all do it here, so that the same things go together whatever the
 * reason. What is left is a plan like any other: its guards, totals and fingerprint are its own.
 */
import { fingerprint } from '../diff/canonical.ts';
import type { Call } from '../model/call.ts';
import type { Change, Waiting } from '../model/change.ts';
import type { Plan, TargetRecord } from '../model/plan.ts';
import { summarize } from '../model/summarize.ts';
import type { DesiredTarget } from '../model/target.ts';
import { withDependents } from './dependents.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type Allowances, checkGuards } from './guards.ts';
import { carryRenames } from './match-record.ts';

export interface GuardContext {
  readonly targets: readonly DesiredTarget[];
  readonly allowances: Allowances;
}

/** @param waiting what is to be left, and why; what has to go along with one of these is told so */
export function holdBack(plan: Plan, waiting: ReadonlyMap<Change, Waiting>, context: GuardContext): Plan {
  const held = withDependents(plan, waiting);
  if (held.size === 0) return plan;
  const lost = new Set([...held.keys()].flatMap((change) => change.calls));
  const calls = plan.calls.filter(({ id }) => !lost.has(id));
  const effects = new Map(plan.calls.map((call) => [call.id, call.effects]));
  const left = plan.changes.map((change) => {
    const first = held.get(change);
    const why = first === undefined ? undefined : waiting.get(first);
    if (first === undefined || why === undefined) return change;
    const disturbed = change.calls.flatMap((id) => effects.get(id) ?? []);
    return hold(change, {
      ...along(why, change, first),
      ...(disturbed.length === 0 ? {} : { effects: disturbed }),
    });
  });
  return {
    ...plan,
    changes: left,
    calls,
    rollbacks: plan.rollbacks.filter(({ onFailureOf }) => !lost.has(onFailureOf)),
    records: plan.records.map((record) => ({ ...record, announced: announcedOf(record, calls) })),
    guards: guardsOf({ ...plan, changes: left, calls }, context),
    summary: summarize(left, calls),
    // Another plan than the whole: nobody may take a report of this one for a review of that one.
    fingerprint: fingerprintOf(left),
  };
}

/** The same reason, for a change that only goes along with the one that has it. */
function along(waiting: Waiting, change: Change, first: Change): Waiting {
  return change === first
    ? waiting
    : { ...waiting, message: `it goes with ${first.address}: ${waiting.message}` };
}

/** What moves is still to be moved; a copy is still to be deleted where it comes into being, now or later. */
function announcedOf({ target, announced }: TargetRecord, calls: readonly Call[]): TargetRecord['announced'] {
  const own = calls.filter((call) => call.target === target);
  const keys = new Set(own.flatMap(({ key, leaves }) => [key, ...leaves]));
  return announced.filter(({ key, movedTo = key }) => keys.has(movedTo));
}

/** Its fingerprint holds the reason, and no time: a window that opens an hour later is the same plan. */
function hold(change: Change, waiting: Waiting): Change {
  return {
    ...change,
    status: 'held',
    waiting: [waiting, ...change.waiting],
    calls: [],
    through: [],
    rollback: [],
    fingerprint: fingerprint({ [waiting.reason]: change.fingerprint }),
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
