/** The end of an apply: what was done, and, where something was not, which line of which manifest asked for it. */
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import { whereOf } from './change-title.ts';
import { addressOf } from './names.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { count, duration } from './words.ts';

export function renderReport(plan: Plan, report: ApplyReport, elapsed: number, paint: Paint): string {
  const undoing = new Set(plan.rollbacks.map(({ id }) => id));
  const done = report.outcomes.filter(({ result, call }) => result === 'done' && !undoing.has(call)).length;
  const troubled = report.outcomes.filter(({ error }) => error !== null);
  const lines = [
    ...troubled.map((outcome) => trouble(plan, outcome, paint)),
    ...report.unsettled.map(({ target, key, error }) =>
      [
        `${paint.red('✗')} ${printable(addressOf(plan, target, key))}${originOf(plan, target, key)}`,
        `    ${printable(error)}`,
      ].join('\n'),
    ),
    ...report.outcomes.flatMap(({ note, result }) =>
      note !== null && result === 'done' ? [printable(note)] : [],
    ),
  ];
  const head = lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  const behind = report.recordError === null ? '' : '; the record does not know all of it';
  return `${head}\n${paint.bold(`${conclusion(plan, report, done, duration(elapsed))}${rolledBack(plan, report)}${behind}`)}\n`;
}

function conclusion(
  plan: Plan,
  { outcomes, unsettled, interrupted }: ApplyReport,
  done: number,
  time: string,
): string {
  const of = `${done} of ${count(plan.calls.length, 'call')} done in ${time}`;
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
  if (problems === 0) return plan.calls.length === 0 ? 'Nothing was written' : `Applied: ${of}`;
  const sick = applications ? 'healthy' : 'as declared';
  const what = applications ? 'application' : 'resource';
  if (problems === accepted && plan.calls.length === 0)
    return `Nothing was written, but ${count(accepted, `${what} is`, `${what}s are`)} not ${sick}`;
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

function trouble(plan: Plan, outcome: Outcome, paint: Paint): string {
  const { call, target, key, result, error, hint } = outcome;
  const sign = result === 'skipped' ? paint.dim('-') : paint.red(result === 'uncertain' ? '?' : '✗');
  const head = `${sign} ${call} ${printable(addressOf(plan, target, key))}${originOf(plan, target, key)}`;
  const advice = hint === null ? [] : [`    ${printable(hint)}`];
  return [
    head,
    `    ${result === 'uncertain' ? 'uncertain: ' : ''}${printable(error ?? '')}`,
    ...advice,
  ].join('\n');
}

function originOf(plan: Plan, target: string, key: string): string {
  const change = plan.changes.find((one) => one.target === target && one.key === key);
  return change === undefined || change.isCopy ? '' : `   ${printable(whereOf(change))}`;
}
