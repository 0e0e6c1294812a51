/** What stands between a plan that was shown and its first write. */
import { branchHolds, followsRecorded, type Standing } from '../git/history-checks.ts';
import { MuleteerError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { Guard, Plan, PolicyFinding } from '../model/plan.ts';
import type { DesiredTarget } from '../model/target.ts';
import { holdForWindows } from '../reconcile/hold-for-windows.ts';
import { excessOf, flagFor } from '../render/guard-words.ts';
import { list } from '../render/words.ts';
import { allowancesOf } from './allow-options.ts';
import { refusal, refusedBy } from './fail-on.ts';
import type { Io } from './io.ts';
import type { MadePlan } from './make-plan.ts';
import { assertRecordLasts, type OpenedRecord } from './open-record.ts';
import type { PlanOptions } from './options.ts';
import type { RecordOptions } from './record-options.ts';
import { assertReviewed, assertSomethingReviewed, type ReviewedFile } from './reviewed-plan.ts';

export interface MayApplyOptions extends RecordOptions, Pick<PlanOptions, 'failOn'> {
  readonly reviewed: ReviewedFile | null;
  readonly reviewedOnly?: true;
}

/**
 * The first reason not to write, in the order in which a person can do something about it.
 * @throws MuleteerError `refused`: nothing was written
 */
export async function assertMayApply(made: MadePlan, options: MayApplyOptions, io: Io): Promise<void> {
  const { plan, targets, record } = made;
  const failed = refusedBy(plan, options.failOn);
  if (failed !== null) throw refusal(failed);
  assertRecordLasts(targets, record, options, io);
  assertGuards(plan.guards);
  assertPolicies(plan);
  for (const target of targets) await assertApplyFrom(target, plan, record);
  if (options.reviewed === null) return;
  const assertAsReviewed = options.reviewedOnly === true ? assertSomethingReviewed : assertReviewed;
  assertAsReviewed(plan, options.reviewed);
}

/**
 * A question may wait for its answer longer than a window stays open.
 * @throws MuleteerError `refused`: nothing was written
 */
export function assertStillOpen({ plan, targets }: MadePlan, options: PlanOptions, { clock }: Io): void {
  const context = { targets, allowances: allowancesOf(options) };
  if (options.ignoreWindows === true || holdForWindows(plan, context, clock.now()) === plan) return;
  throw new MuleteerError('refused', 'a window has closed while the question waited', {
    hint: 'nothing was written; apply again, what it was for waits for the next one',
  });
}

function assertGuards(guards: readonly Guard[]): void {
  const blocking = guards.filter(({ verdict }) => verdict === 'block');
  const [first] = blocking;
  if (first === undefined) return;
  const said = blocking.map((guard) => `${guard.rule} of ${guard.target} (${excessOf(guard)})`);
  const byTarget = new Map(
    [...groupBy(blocking, ({ target }) => target)].map(([target, own]) => [
      target,
      `the plan is beyond a guard: ${own.map((guard) => `${guard.rule} (${excessOf(guard)})`).join(', ')}`,
    ]),
  );
  const flags = blocking.map(flagFor).join(' ');
  throw new MuleteerError('refused', `the plan is beyond a guard: ${said.join(', ')}`, {
    hint: `nothing was written; review the plan, and raise the guard with ${flags}, or under spec.guards`,
    byTarget: Object.fromEntries(byTarget),
  });
}

function assertPolicies({ policies, targets }: Plan): void {
  const denied = policies.filter(({ verdict }) => verdict === 'deny');
  const [first] = denied;
  if (first === undefined) return;
  const more = denied.length - MOST_PLACES;
  const places = [...denied.slice(0, MOST_PLACES).map(placeOf), ...(more > 0 ? [`${more} more`] : [])];
  const names = [...new Set(denied.map(({ policy }) => policy))];
  const who = names.length === 1 ? `policy ${first.policy}: ${first.message}` : `policies ${list(names)}`;
  throw new MuleteerError('refused', `denied by ${who}`, {
    hint: `nothing was written; denied: ${list(places)}`,
    byTarget: Object.fromEntries(targets.flatMap(({ name }) => deniedOf(name, denied))),
  });
}

/** What is about the plan as a whole is about each of its targets. */
function deniedOf(name: string, denied: readonly PolicyFinding[]): readonly (readonly [string, string])[] {
  const own = denied.filter(({ target }) => target === null || target === name);
  const said = own.map(({ policy, message }) => `denied by policy ${policy}: ${message}`);
  return said.length === 0 ? [] : [[name, [...new Set(said)].join('; ')]];
}

/** The plan above names all of them. */
const MOST_PLACES = 5;

function placeOf({ policy, address, origin, definedAt }: PolicyFinding): string {
  const { file, line } = origin ?? definedAt;
  return `${address ?? 'the plan'} by ${policy} (${file}:${line})`;
}

async function assertApplyFrom(target: DesiredTarget, plan: Plan, record: OpenedRecord): Promise<void> {
  const { repository } = record;
  const { commit, dirty } = plan.source;
  const { branch, clean, forwardOnly } = target.policy.applyFrom;
  if (repository === null || commit === null) {
    if (branch === null && !clean) return;
    throw refused(
      target,
      'it asks for a branch or a clean work tree, and there is no commit',
      'apply from a git clone',
    );
  }
  if (clean && dirty)
    throw refused(target, 'the work tree has changes that are not committed', 'commit or stash them');
  if (branch !== null && !(await branchHolds(repository, branch, commit))) {
    throw refused(target, `commit ${commit.slice(0, 7)} is not of branch ${branch}`, `apply from ${branch}`);
  }
  const recorded = plan.records.find((one) => one.target === target.name)?.loaded?.commit ?? null;
  if (!forwardOnly || recorded === null) return;
  const standing = await followsRecorded(repository, recorded, commit, record.remoteOf(target.name));
  const problem = WRONG[standing]?.(commit.slice(0, 7), recorded.slice(0, 7));
  if (problem !== undefined) throw refused(target, problem.message, problem.hint);
}

type Problem = (commit: string, recorded: string) => { readonly message: string; readonly hint: string };

const WRONG: Readonly<Partial<Record<Standing, Problem>>> = {
  behind: (commit, recorded) => ({
    message: `commit ${commit} is older than ${recorded}, which was applied last`,
    hint: 'to go back, revert: that is a new commit',
  }),
  diverged: (commit, recorded) => ({
    message: `commit ${commit} does not follow ${recorded}, which was applied last`,
    hint: 'merge or rebase onto it; applyFrom.forwardOnly: false switches this off',
  }),
  unknown: (commit, recorded) => ({
    message: `nobody can tell whether commit ${commit} follows ${recorded}, which was applied last and is not in this clone`,
    hint: 'fetch the whole history; after it was rewritten, applyFrom.forwardOnly: false lets it pass',
  }),
};

function refused({ name, manifest }: DesiredTarget, message: string, hint: string): MuleteerError {
  const { file, line } = manifest.origin;
  const whole = `${name} may not be applied from here: ${message}`;
  return new MuleteerError('refused', whole, {
    hint: `nothing was written; ${hint} (${file}:${line})`,
    byTarget: { [name]: whole },
  });
}
