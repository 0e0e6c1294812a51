/** What happens, for a program to follow: one value an event (docs/events.md, `schemas/events.schema.json`). */
import type { Action, Change } from '../model/change.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { isShown } from '../model/is-shown.ts';
import type { Json } from '../model/json.ts';
import type { Plan, PolicyFinding } from '../model/plan.ts';
import { diagnosticToJson, originToJson, policyToJson } from './plan-json.ts';
import { headline } from './plan-totals.ts';
import { printable } from './printable.ts';

export type Level = 'info' | 'warn' | 'error';

/** An event without its time. `message` is for people, all the rest for programs. */
export interface UiEvent {
  readonly level: Level;
  readonly message: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, Json>>;
}

const FORMAT_VERSION = '1.0';

export function versionEvent(version: string): UiEvent {
  const payload = { muleteer: version, ui: FORMAT_VERSION };
  return { level: 'info', message: `Muleteer ${version}`, type: 'version', payload };
}

export function diagnosticEvent(diagnostic: Diagnostic): UiEvent {
  const level = diagnostic.severity === 'warning' ? 'warn' : diagnostic.severity;
  const payload = { diagnostic: diagnosticToJson(diagnostic) };
  return { level, message: printable(diagnostic.message), type: 'diagnostic', payload };
}

/** What ended a run, or kept it from beginning. */
export function errorEvent(code: string, message: string, hint: string | null): UiEvent {
  return diagnosticEvent(liveDiagnostic('error', code, message, hint === null ? {} : { hint }));
}

/** Everything that a plan, or a drift, says. */
export function planEvents(plan: Plan, { all }: { readonly all: boolean }): readonly UiEvent[] {
  return [
    ...plan.diagnostics.map(diagnosticEvent),
    ...plan.changes.filter((change) => all || isShown(change)).map(changeEvent),
    ...plan.policies.map(policyEvent),
    summaryEvent(plan),
  ];
}

const ACTIONS: Readonly<Record<Action, string>> = {
  create: 'create',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  keep: 'noop',
};

function changeEvent(change: Change): UiEvent {
  const { address, previousAddress, target, kind, name, action, status, cause, waiting, origin } = change;
  const word = status === 'planned' ? ACTIONS[action] : `${ACTIONS[action]}, ${status}`;
  const payload = {
    change: {
      resource: { addr: address, target, kind, name },
      previous_addr: previousAddress,
      action: ACTIONS[action],
      status,
      cause,
      reason: waiting[0]?.reason ?? null,
      origin: originToJson(origin),
    },
  };
  return { level: 'info', message: printable(`${address}: ${word}`), type: 'planned_change', payload };
}

function policyEvent(finding: PolicyFinding): UiEvent {
  const { policy, verdict, message, address } = finding;
  const payload = { policy: policyToJson(finding) };
  const words = `${address ?? 'the plan'}: ${verdict === 'deny' ? 'denied' : 'warned of'} by policy ${policy}: ${message}`;
  return { level: verdict === 'deny' ? 'error' : 'warn', message: printable(words), type: 'policy', payload };
}

function summaryEvent(plan: Plan): UiEvent {
  const operation = plan.about === 'drift' ? 'drift' : 'plan';
  const payload = { summary: { operation, ...plan.summary } };
  return { level: 'info', message: headline(plan), type: 'summary', payload };
}
