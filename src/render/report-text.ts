/** The end of an apply: what was done, and, where something was not, which line of which manifest asked for it. */
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
    ...report.outcomes.flatMap((outcome) => {
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

/** `Applied: 3 of 3 calls done in 1.2 s`, or what kept it from that. @param elapsed milliseconds */
export function conclusion(
  plan: Plan,
  { outcomes, unsettled, interrupted }: ApplyReport,
  elapsed: number,
): string {
  const done = outcomes.filter(({ result }) => result === 'done').length;
  const of = `${done} of ${count(plan.calls.length, 'call')} done in ${duration(elapsed)}`;
  if (interrupted) return `Interrupted: ${of}; run it again to go on`;
  const accepted =
    outcomes.filter((one) => one.result === 'failed' && one.accepted).length + unsettled.length;
  const applications = [...outcomes.filter(({ error }) => error !== null), ...unsettled].every(({ key }) =>
    key.startsWith('Application/'),
  );
  const problems = outcomes.filter(({ error }) => error !== null).length + unsettled.length;
  if (problems === 0) return plan.calls.length === 0 ? 'Nothing was written' : `Applied: ${of}`;
  const sick = applications ? 'healthy' : 'as declared';
  const what = applications ? 'application' : 'resource';
  if (problems === accepted && plan.calls.length === 0)
    return `Nothing was written, but ${count(accepted, `${what} is`, `${what}s are`)} not ${sick}`;
  if (problems === accepted) return `Applied, but ${count(accepted, what)} did not become ${sick}: ${of}`;
  return done === 0 && accepted === 0 && !outcomes.some(({ result }) => result === 'uncertain')
    ? `Failed: ${of}, nothing was written`
    : `Stopped part-way: ${of}; it is safe to run again`;
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
