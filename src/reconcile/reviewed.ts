/**
 * Whether a new plan is the one that a person has reviewed (contract, section 4). It is when the fingerprints are
 * the same, and also when nothing but the rest of it is left, because an earlier run of just that plan was
 * interrupted: what that run did is known from the record, by the prints of its calls.
 */
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import type { RecordedRun } from '../model/record.ts';

export interface ReviewedChange {
  readonly target: string;
  readonly address: string;
  readonly fingerprint: string;
}

/** What the file of `plan -o json=FILE` says, as far as it tells whether a new plan is the same. */
export interface ReviewedPlan {
  readonly fingerprint: string;
  /** Those that are not as declared. */
  readonly changes: readonly ReviewedChange[];
}

/** Addresses. */
export interface Differences {
  readonly changed: readonly string[];
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  /** Somebody, or a window, holds them by now. */
  readonly held: readonly string[];
}

export type Review =
  | { readonly is: 'same' }
  /** The rest of a run that was interrupted. */
  | { readonly is: 'resumed' }
  | { readonly is: 'nothing left' }
  | { readonly is: 'stale'; readonly differences: Differences };

export function review(plan: Plan, reviewed: ReviewedPlan): Review {
  if (plan.fingerprint === reviewed.fingerprint) return { is: 'same' };
  if (plan.calls.length === 0) return { is: 'nothing left' };
  const names = new Set([...plan.targets.map(({ name }) => name), ...reviewed.changes.map(targetOf)]);
  // Each target has a lock and a run of its own: one may be half done, and the next not even begun.
  const all = [...names].map((name) =>
    runOf(plan, name)?.plan === reviewed.fingerprint
      ? beyondTheRest(name, plan, reviewed)
      : differencesIn(name, plan, reviewed),
  );
  const differences = {
    changed: all.flatMap(({ changed }) => changed),
    appeared: all.flatMap(({ appeared }) => appeared),
    vanished: all.flatMap(({ vanished }) => vanished),
    held: all.flatMap(({ held }) => held),
  };
  return Object.values(differences).some((addresses) => addresses.length > 0)
    ? { is: 'stale', differences }
    : { is: 'resumed' };
}

/** Whether a call is one that an interrupted run of the reviewed plan announced, and did not get to. */
export function leftOver(plan: Plan, reviewed: ReviewedPlan): (call: Call) => boolean {
  const prints = new Map<string, ReadonlySet<string>>();
  for (const { target } of plan.records) {
    const run = runOf(plan, target);
    if (run === null || run.plan !== reviewed.fingerprint || run.state === 'complete') continue;
    const done = new Set(run.done);
    prints.set(target, new Set(run.calls.filter((print) => !done.has(print))));
  }
  return ({ target, print }) => prints.get(target)?.has(print) === true;
}

function runOf({ records }: Plan, target: string): RecordedRun | null {
  return records.find((record) => record.target === target)?.loaded?.run ?? null;
}

/** What its interrupted run had not announced, or had done already; that the rest is less is no difference. */
function beyondTheRest(target: string, plan: Plan, reviewed: ReviewedPlan): Differences {
  const isLeft = leftOver(plan, reviewed);
  const beyond = new Set(plan.calls.filter((call) => !isLeft(call)).map(({ id }) => id));
  const then = byAddress(reviewed.changes, target);
  const found = plan.changes
    .filter((change) => change.target === target && change.calls.some((id) => beyond.has(id)))
    .map(({ address }) => address);
  return {
    changed: found.filter((address) => then.has(address)),
    appeared: found.filter((address) => !then.has(address)),
    vanished: [],
    held: [],
  };
}

function differencesIn(target: string, plan: Plan, reviewed: ReviewedPlan): Differences {
  const different = plan.changes.filter(isDifferent);
  const now = byAddress(different, target);
  const then = byAddress(reviewed.changes, target);
  const isHeld = byAddress(
    different.filter(({ status }) => status === 'held'),
    target,
  );
  const changed = [...now.keys()].filter((one) => then.has(one) && then.get(one) !== now.get(one));
  return {
    changed: changed.filter((one) => !isHeld.has(one)),
    held: changed.filter((one) => isHeld.has(one)),
    appeared: [...now.keys()].filter((one) => !then.has(one)),
    vanished: [...then.keys()].filter((one) => !now.has(one)),
  };
}

function byAddress(changes: readonly ReviewedChange[], target: string): ReadonlyMap<string, string> {
  const own = changes.filter((change) => change.target === target);
  return new Map(own.map(({ address, fingerprint }) => [address, fingerprint]));
}

function isDifferent({ action }: Change): boolean {
  return action !== 'keep';
}

function targetOf({ target }: ReviewedChange): string {
  return target;
}
