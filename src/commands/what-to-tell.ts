/** What a target's webhooks are told of a run that has ended: about that target alone. */
import { MuleteerError } from '../model/errors.ts';
import { partOfReport } from '../model/part-of.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Source } from '../model/source.ts';
import type { DesiredTarget } from '../model/target.ts';
import type { Happening, NotedError } from '../notify/notification.ts';
import { planOfTarget } from '../reconcile/plan-of-target.ts';
import { headline } from '../render/plan-totals.ts';
import { conclusion } from '../render/report-text.ts';
import { count } from '../render/words.ts';
import { EXIT } from './io.ts';
import { exitCode } from './write-report.ts';

/** What became known of a run while it went on. */
export interface RunFacts {
  /** Those that the run is about; none until they are known, so that nobody is told. */
  readonly targets: readonly DesiredTarget[];
  readonly source: Source | null;
  readonly plan: Plan | null;
  /** With how long it took, in milliseconds. */
  readonly report: { readonly of: ApplyReport; readonly elapsed: number } | null;
}

export interface RunEnding {
  readonly command: 'apply' | 'drift' | 'reconcile';
  /** Null where it was thrown out. */
  readonly code: number | null;
  readonly error: unknown;
}

type Told = Pick<Happening, 'event' | 'message' | 'error' | 'exitCode' | 'report'>;

/** How the run ended; null where there is nothing to tell. */
export function whatToTell(target: DesiredTarget, facts: RunFacts, ending: RunEnding): Happening | null {
  const told =
    ending.code === null ? ofError(target.name, facts, ending.error) : ofEnd(target.name, facts, ending);
  if (told === null) return null;
  const plan = facts.plan === null ? null : planOfTarget(facts.plan, target.name);
  const { name, kind } = target;
  const about = { target: { name, kind }, source: facts.source, plan, leftAlone: [] };
  return { ...told, ...about, command: ending.command };
}

/**
 * What is healed no more from now on, beside whatever else there is to tell; null where nothing is. Where there is no
 * report the record has not taken it down, and a later turn finds it again.
 */
export function flipsToTell(
  { name, kind }: DesiredTarget,
  { plan: whole, report, source }: RunFacts,
  { command, code }: RunEnding,
): Happening | null {
  if (whole === null || report === null) return null;
  const own = whole.records.filter(({ target }) => target === name);
  const leftAlone = own.flatMap((record) => record.leftAlone);
  if (leftAlone.length === 0) return null;
  const plan = planOfTarget(whole, name);
  const fields = leftAlone.flatMap((one) => one.fields);
  const what = fields.length === 1 ? '1 field flips and is' : `${fields.length} fields flip and are`;
  const message = `${what} healed no more`;
  const told = { event: 'drift', message, error: null, exitCode: code ?? EXIT.error, report: null } as const;
  return { ...told, command, target: { name, kind }, source, plan, leftAlone };
}

/** A mistake on the command line is for whoever typed it, and so is Ctrl-C before the first write. */
function ofError(target: string, { targets }: RunFacts, error: unknown): Told | null {
  if (!(error instanceof MuleteerError))
    return failed({ code: 'bug', message: 'this is a bug in Muleteer', hint: null });
  const { code } = error;
  if (code === 'usage' || code === 'interrupted') return null;
  const noted = notedFor(target, targets, error);
  if (code !== 'refused') return failed(noted);
  const message = 'Refused, nothing was written';
  return { event: 'refusal', message, error: noted, exitCode: EXIT.refused, report: null };
}

function failed(error: NotedError): Told {
  return { event: 'failure', message: 'Failed', error, exitCode: EXIT.error, report: null };
}

/** Of what kept another target from being applied, nobody here need know more. */
function notedFor(
  target: string,
  all: readonly DesiredTarget[],
  { code, message, hint, byTarget }: MuleteerError,
): NotedError {
  const concerned = Object.keys(byTarget);
  // What to do about several may name them all.
  if (concerned.length === 0) return { code, message, hint: all.length === 1 ? hint : null };
  const own = byTarget[target];
  if (own === undefined)
    return { code, message: 'another target of the same run was in the way', hint: null };
  return { code, message: own, hint: concerned.length === 1 ? hint : null };
}

function ofEnd(target: string, { plan, report }: RunFacts, { command, code }: RunEnding): Told | null {
  if (plan === null) return null;
  // Most turns of a service have nothing to tell, and take no part of it.
  const own = (): Plan => planOfTarget(plan, target);
  if (command === 'drift') return ofDrift(own(), code ?? EXIT.done);
  return report === null
    ? ofLiveErrors(own())
    : ofReport(own, partOfReport(report.of, target), report.elapsed);
}

function ofDrift(plan: Plan, exit: number): Told | null {
  const drifted = plan.changes.some(({ action }) => action !== 'keep');
  if (!drifted) return null;
  return { event: 'drift', message: headline(plan), error: null, exitCode: exit, report: null };
}

function ofReport(planOf: () => Plan, report: ApplyReport, elapsed: number): Told | null {
  const exit = exitCode(report);
  const wrote = report.outcomes.some(({ accepted, result }) => accepted || result === 'uncertain');
  if (!wrote && (exit === EXIT.done || exit === EXIT.interrupted)) return null;
  const event = exit === EXIT.done ? 'changes' : 'failure';
  return { event, message: conclusion(planOf(), report, elapsed), error: null, exitCode: exit, report };
}

/** What is live may be wrong, too; without such an error there is no report because a person said no. */
function ofLiveErrors({ diagnostics }: Plan): Told | null {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return null;
  const more = errors.length === 1 ? '' : ` (and ${count(errors.length - 1, 'more error')})`;
  return failed({ code: first.code, message: `${first.message}${more}`, hint: first.hint });
}
