/** The end of an apply: what was done, and, where something was not, which line of which manifest asked for it. */
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import { type CallPlaces, createCallPlaces } from './call-places.ts';
import { whereOf } from './change-title.ts';
import { signOf } from './ending.ts';
import { addressOf } from './names.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { count, duration } from './words.ts';

export interface ReportLook {
  /** How long it took, in milliseconds. */
  readonly elapsed: number;
  readonly paint: Paint;
  /** `troubled` where whoever reads it has just seen every call end. */
  readonly listed: 'all' | 'troubled';
}

export function renderReport(
  plan: Plan,
  report: ApplyReport,
  { elapsed, paint, listed }: ReportLook,
): string {
  const places = createCallPlaces(plan);
  const lines = [
    ...report.outcomes.filter(wasOfUse(plan)).flatMap((outcome) => {
      if (listed === 'all' || outcome.error !== null) return outcomeLines(plan, outcome, places, paint);
      return outcome.result === 'done' ? noteLines(outcome) : [];
    }),
    ...report.unsettled.map(({ target, key, error }) =>
      [
        `${paint.red('✗')} ${printable(addressOf(plan, target, key))}${originOf(plan, target, key)}`,
        `    ${printable(error)}`,
      ].join('\n'),
    ),
  ];
  const head = lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  const behind = report.recordError === null ? '' : '; the record does not know all of it';
  return `${head}\n${paint.bold(`${conclusion(plan, report, elapsed)}${behind}`)}\n`;
}

/** What undoes a call, and was not needed, is nobody's concern. */
function wasOfUse({ rollbacks }: Plan): (outcome: Outcome) => boolean {
  const undoing = new Set(rollbacks.map(({ id }) => id));
  return ({ call, result, error }) => !undoing.has(call) || result !== 'skipped' || error !== null;
}

/** `Applied: 3 of 3 calls done in 1.2 s`, or what kept it from that. @param elapsed milliseconds */
export function conclusion(plan: Plan, report: ApplyReport, elapsed: number): string {
  return `${outcomeText(plan, report, elapsed)}${rolledBack(plan, report)}`;
}

/** Of the plan's calls, without those that undo others. */
export function ownOutcomes({ rollbacks }: Plan, { outcomes }: ApplyReport): readonly Outcome[] {
  const undoing = new Set(rollbacks.map(({ id }) => id));
  return outcomes.filter(({ call }) => !undoing.has(call));
}

function outcomeText(plan: Plan, report: ApplyReport, elapsed: number): string {
  const { outcomes, unsettled, interrupted } = report;
  const done = ownOutcomes(plan, report).filter(({ result }) => result === 'done').length;
  const of = `${done} of ${count(plan.calls.length, 'call')} done in ${duration(elapsed)}`;
  if (interrupted) return `Interrupted: ${of}; run it again to go on`;
  const undoing = new Set(plan.rollbacks.map(({ id }) => id));
  // A rollback that did not help either is no second application; one that was not even taken is a problem of its own.
  const counts = ({ call, accepted: isTaken }: Outcome): boolean => !undoing.has(call) || !isTaken;
  const accepted =
    outcomes.filter((one) => one.result === 'failed' && one.accepted && counts(one)).length +
    unsettled.length;
  const applications = [...outcomes.filter(({ error }) => error !== null), ...unsettled].every(({ key }) =>
    key.startsWith('Application/'),
  );
  const problems = outcomes.filter((one) => one.error !== null && counts(one)).length + unsettled.length;
  if (problems === 0) return plan.calls.length === 0 ? 'Nothing was sent' : `Applied: ${of}`;
  const sick = applications ? 'healthy' : 'as declared';
  const what = applications ? 'application' : 'resource';
  if (problems === accepted && plan.calls.length === 0)
    return `Nothing was sent, but ${count(accepted, `${what} is`, `${what}s are`)} not ${sick}`;
  if (problems === accepted) return `Applied, but ${count(accepted, what)} did not become ${sick}: ${of}`;
  return done === 0 && !outcomes.some(({ accepted: taken, result }) => taken || result === 'uncertain')
    ? `Failed: ${of}, nothing was written`
    : `Stopped part-way: ${of}; it is safe to run again`;
}

/** How many of the calls that failed were undone, and of how many nobody can say what they left. */
function rolledBack({ rollbacks }: Plan, { outcomes }: ApplyReport): string {
  const byId = new Map(outcomes.map((one) => [one.call, one]));
  const undone = [...groupBy(rollbacks, ({ onFailureOf }) => onFailureOf).values()]
    .map((calls) => calls.flatMap(({ id }) => byId.get(id) ?? []))
    .filter((own) => own.some(({ result, error }) => result !== 'skipped' || error !== null));
  const failed = undone.filter((own) => own.some(({ error }) => error !== null)).length;
  const fine = undone.length - failed;
  return [
    fine === 0 ? '' : `; ${fine} rolled back`,
    failed === 0 ? '' : `; ${count(failed, 'rollback')} FAILED`,
  ].join('');
}

function outcomeLines(plan: Plan, outcome: Outcome, places: CallPlaces, paint: Paint): readonly string[] {
  const { call, target, key, result, error, hint } = outcome;
  const where = places.where(call);
  const place = where === '' ? '' : `   ${where}`;
  const head = `${signOf(outcome, paint)} ${call} ${printable(addressOf(plan, target, key))}${place}`;
  if (error === null) return [head, ...noteLines(outcome).map((note) => `    ${note}`)];
  const advice = hint === null ? [] : [`    ${printable(hint)}`];
  return [head, `    ${result === 'uncertain' ? 'uncertain: ' : ''}${printable(error)}`, ...advice];
}

function noteLines({ note }: Outcome): readonly string[] {
  return note === null ? [] : [printable(note)];
}

function originOf(plan: Plan, target: string, key: string): string {
  const change = plan.changes.find((one) => one.target === target && one.key === key);
  return change === undefined || change.isCopy ? '' : `   ${printable(whereOf(change))}`;
}
