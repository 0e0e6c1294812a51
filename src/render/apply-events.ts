/** What happens while a plan is carried out, and what came of it, as events. */
import { liveDiagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent, ApplyReport, Outcome } from '../model/report.ts';
import type { Unsettled } from '../model/resource.ts';
import { type CallPlaces, createCallPlaces } from './call-places.ts';
import { callsInOrder } from './calls-in-order.ts';
import { diagnosticEvent, type UiEvent } from './events.ts';
import { addressOf } from './names.ts';
import { isComplete, originToJson } from './plan-json.ts';
import { printable } from './printable.ts';
import { conclusion, ownOutcomes } from './report-text.ts';
import { duration, portion, size } from './words.ts';

/** @param now milliseconds since the epoch */
export function createApplyEvents(plan: Plan, now: () => number): (event: ApplyEvent) => UiEvent {
  const places = createCallPlaces(plan);
  const callOf = createCallJson(plan, places);
  const started = new Map<string, number>();
  const said = (id: string, what: string): string => printable(`${places.title(id)}: ${what}`);
  return (event) => {
    const { call: id, type } = event;
    if (event.type === 'call_start') started.set(id, now());
    const elapsed = event.type === 'call_end' ? event.milliseconds : now() - (started.get(id) ?? now());
    const about = { call: callOf(id), elapsed_seconds: elapsed / 1000 };
    switch (event.type) {
      case 'artifact_ready': {
        const message = said(id, `${event.fileName} is here, ${size(event.bytes)}`);
        const payload = { call: about.call, file_name: event.fileName, bytes: event.bytes };
        return { level: 'info', message, type, payload };
      }
      case 'call_start':
        return { level: 'info', message: said(id, 'starts'), type, payload: { call: about.call } };
      case 'call_progress': {
        const payload = { ...about, bytes_sent: event.sent, bytes_total: event.total };
        return { level: 'info', message: said(id, portion(event.sent, event.total)), type, payload };
      }
      case 'call_doubted':
        return doubted(said(id, event.message), id, places);
      case 'health': {
        const payload = { ...about, health: healthToJson(event.health) };
        return { level: 'info', message: said(id, event.health.message), type, payload };
      }
      case 'call_end':
        return ended(event.outcome, about, said(id, endText(event.outcome, elapsed)));
    }
  };
}

function doubted(message: string, id: string, places: CallPlaces): UiEvent {
  const origin = places.origin(id);
  const about = { address: places.address(id), ...(origin === null ? {} : { origin }) };
  return diagnosticEvent(liveDiagnostic('warning', 'in_doubt', message, about));
}

function createCallJson(plan: Plan, places: CallPlaces): (id: string) => Json {
  const calls = new Map(callsInOrder(plan).map((call) => [call.id, call]));
  return (id) => {
    const call = calls.get(id);
    if (call === undefined) return { id };
    return {
      id,
      addr: places.address(id),
      verb: call.verb,
      method: call.method,
      path: call.path,
      origin: originToJson(places.origin(id)),
    };
  };
}

function healthToJson({ state, message, members = [] }: Unsettled): Json {
  return {
    state,
    message,
    members: members.map((member) => ({
      name: member.name,
      status: member.status,
      status_of: member.statusOf,
      message: member.message,
    })),
  };
}

/** One that turned out not to be needed is complete; one that was left out because of another is not. */
function ended(
  { result, accepted, error, hint, note }: Outcome,
  about: Record<string, Json>,
  message: string,
): UiEvent {
  if (error === null)
    return { level: 'info', message, type: 'call_complete', payload: { ...about, result, note } };
  const level = result === 'skipped' ? 'warn' : 'error';
  return { level, message, type: 'call_errored', payload: { ...about, result, accepted, error, hint } };
}

function endText({ result, error, note }: Outcome, milliseconds: number): string {
  const text = error ?? note;
  const why = text === null ? '' : `: ${text}`;
  return result === 'skipped' ? `skipped${why}` : `${result} after ${duration(milliseconds)}${why}`;
}

/** How an apply ended: what did not become healthy without a call of ours, and the totals. */
export function reportEvents(plan: Plan, report: ApplyReport, elapsed: number): readonly UiEvent[] {
  const { unsettled, recordError } = report;
  const own = ownOutcomes(plan, report);
  const number = (result: Outcome['result']): number =>
    own.filter((outcome) => outcome.result === result).length;
  const summary = {
    operation: 'apply',
    calls: plan.calls.length,
    done: number('done'),
    failed: number('failed'),
    uncertain: number('uncertain'),
    skipped: number('skipped'),
    complete: isComplete(report),
    interrupted: report.interrupted,
    record_error: recordError,
    elapsed_seconds: elapsed / 1000,
  };
  const unhealthy = unsettled.map(({ target, key, error }) => {
    const address = addressOf(plan, target, key);
    const origin = plan.changes.find((one) => one.target === target && one.key === key)?.origin;
    const about = { address, ...(origin ? { origin } : {}) };
    return diagnosticEvent(liveDiagnostic('error', 'unhealthy', `${address}: ${error}`, about));
  });
  const message = conclusion(plan, report, elapsed);
  const level = summary.complete ? 'info' : 'error';
  return [...unhealthy, { level, message, type: 'summary', payload: { summary } }];
}
