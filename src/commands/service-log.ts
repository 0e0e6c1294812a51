/** What a service tells, on stderr: one JSON object a line. Each turn has an id, which all its lines bear. */
import { type Logger, pino } from 'pino';
import type { LoopEvent, NextTurn } from '../loop/target-loop.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type TurnResult, turnError, verdictOf } from '../model/turn.ts';
import { createApplyEvents } from '../render/apply-events.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options.ts';
import { requestTrace } from './request-log.ts';
import type { TurnListener } from './run-turn.ts';

export type ServiceLog = Logger;

export function openServiceLog(
  { quiet, verbose }: Pick<OutputOptions, 'quiet' | 'verbose'>,
  { clock, stderr }: Io,
): ServiceLog {
  const level = verbose === true ? 'debug' : quiet === true ? 'warn' : 'info';
  const options = {
    base: null,
    level,
    timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line: string) => stderr.write(line) });
}

/** Trouble of every sort has its `code` and its `hint`, and says in `msg` what it is: whoever searches a log relies on it. */
export function logDiagnostics(log: ServiceLog, diagnostics: readonly Diagnostic[]): void {
  for (const { severity, code, message, hint, origin, address } of diagnostics) {
    const at = origin === null ? null : `${origin.file}:${origin.line}:${origin.column}`;
    log[severity === 'warning' ? 'warn' : severity]({ code, at, address, hint }, message);
  }
}

export function logError(log: ServiceLog, error: unknown, about: string): void {
  const { code, message, hint } = turnError(error);
  log.error({ code, hint }, `${about}: ${message}`);
}

/** The turns of the loop as they come and go. */
export interface TurnLogs {
  on(event: LoopEvent): void;
  /** For the turn that a target has now. */
  listen(target: string): Pick<TurnListener, 'trace' | 'warn' | 'planned'>;
}

export function createTurnLogs(
  log: ServiceLog,
  { verbose }: Pick<OutputOptions, 'verbose'>,
  io: Io,
): TurnLogs {
  const logs = new Map<string, ServiceLog>();
  /** A warning that stands is worth a line when it comes, not with every turn. */
  const warned = new Map<string, string>();
  const logOf = (target: string): ServiceLog => logs.get(target) ?? log;
  return {
    on(event) {
      if (event.type === 'turn_end') return logEnd(logOf(event.result.target), event.result, event.next);
      const { target, trigger } = event;
      const own = log.child({ turn: io.newId(), target, trigger });
      logs.set(target, own);
      own.debug('the turn begins');
    },
    listen: (target) => ({
      trace: verbose === true ? requestTrace(logOf(target)) : () => {},
      warn(diagnostics) {
        const text = JSON.stringify(diagnostics.map(({ code, message }) => [code, message]));
        if (warned.get(target) !== text) logDiagnostics(logOf(target), diagnostics);
        warned.set(target, text);
      },
      planned({ plan }) {
        if (plan.calls.length > 0) logOf(target).info({ summary: plan.summary }, 'the plan is made');
        // Most turns have none.
        let eventFor: ReturnType<typeof createApplyEvents> | null = null;
        return (event) => {
          eventFor ??= createApplyEvents(plan, io.clock.now);
          const { level, message, type, payload } = eventFor(event);
          const isNoise = type === 'call_progress' || type === 'health';
          logOf(target)[isNoise ? 'debug' : level]({ type, ...payload }, message);
        };
      },
    }),
  };
}

function logEnd(log: ServiceLog, result: TurnResult, next: NextTurn | null): void {
  const { outcome, commit, error, plan, startedAt, endedAt } = result;
  const about = {
    outcome,
    commit,
    milliseconds: endedAt - startedAt,
    calls: plan?.calls.length ?? 0,
    ...(error === null ? {} : { code: error.code, hint: error.hint, passes: error.passes }),
    next: next === null ? null : { at: new Date(next.at).toISOString(), trigger: next.trigger },
  };
  const level = verdictOf(result) === 'fine' ? 'info' : 'error';
  log[level](about, error === null ? `the turn ends: ${outcome}` : error.message);
}
