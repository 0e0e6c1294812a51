/** The plan as JSON (contract, section 4; `schemas/plan.schema.json`). */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { Action, Call, Change, FieldChange, Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import type { SpecValue } from '../model/spec-value.ts';

export interface PlanJsonOptions {
  readonly version: string;
  readonly all: boolean;
}

const ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ['create'],
  update: ['update'],
  replace: ['delete', 'create'],
  delete: ['delete'],
  keep: ['no-op'],
};

export function planToJson(plan: Plan, { version, all }: PlanJsonOptions): Record<string, Json> {
  const shown = plan.changes.filter(({ action, waiting }) => all || action !== 'keep' || waiting.length > 0);
  const callsById = new Map(plan.calls.map((call) => [call.id, call]));
  return {
    format_version: '1.0',
    tool_version: version,
    source: { commit: plan.source.commit, dirty: plan.source.dirty },
    targets: plan.targets.map(({ name, kind, record }) => ({ name, kind, record })),
    resource_changes: shown.map((change) => changeToJson(plan, change, callsById)),
    calls: plan.calls.map((call) => callToJson(plan, call)),
    unmanaged: plan.unmanaged.map((address) => ({ address })),
    guards: plan.guards.map((guard) => ({ ...guard })),
    diagnostics: plan.diagnostics.map(diagnosticToJson),
    summary: { ...plan.summary },
    fingerprint: plan.fingerprint,
  };
}

/** What `apply -o json` adds: how every call fared, and whether all is done. */
export function reportToJson(
  plan: Plan,
  report: ApplyReport,
  options: PlanJsonOptions,
): Record<string, Json> {
  return {
    ...planToJson(plan, options),
    outcomes: report.outcomes.map(({ call, target, key, result, error }) => ({
      call,
      address: addressOf(plan, target, key),
      result,
      error,
    })),
    complete:
      !report.interrupted &&
      report.unsettled.length === 0 &&
      report.outcomes.every(
        ({ result, error }) => result === 'done' || (result === 'skipped' && error === null),
      ),
  };
}

export function diagnosticToJson({ severity, code, address, message, hint, origin }: Diagnostic): Json {
  return { severity, code, address, message, hint, origin: origin === null ? null : { ...origin } };
}

function addressOf(plan: Plan, target: string, key: string): string {
  return plan.addresses[`${target} ${key}`] ?? `${target}/${key}`;
}

function changeToJson(plan: Plan, change: Change, callsById: ReadonlyMap<string, Call>): Json {
  const calls = change.calls.flatMap((id) => callsById.get(id) ?? []);
  return {
    address: change.address,
    previous_address: change.previousAddress,
    mode: 'managed',
    provider_name: 'muleteer',
    type: `muleteer_${snakeCase(change.kind)}`,
    target: change.target,
    kind: change.kind,
    name: change.name,
    change: {
      actions: ACTIONS[change.action],
      before: change.before?.value ?? null,
      after: change.after?.value ?? null,
      before_sensitive: change.before?.sensitive ?? {},
      after_sensitive: change.after?.sensitive ?? {},
      after_unknown: change.after?.unknown ?? {},
    },
    fields: change.action === 'keep' ? [] : change.fields.map(fieldToJson),
    not_compared: change.unknown,
    cause: change.cause,
    status: change.status,
    reason: change.waiting[0]?.reason ?? null,
    waiting: change.waiting.map((one) => ({ ...one })),
    origin: { ...change.origin },
    effects: calls.flatMap(({ id, target, effects }) =>
      effects.map((effect) => ({
        call: id,
        class: effect.class,
        subject: addressOf(plan, target, effect.subject),
        reversible: effect.reversible,
      })),
    ),
    fingerprint: change.fingerprint,
  };
}

function fieldToJson({ path, before, after, cause }: FieldChange): Json {
  return { path, before: printed(before), after: printed(after), cause };
}

/** A secret prints itself as `(secret)`. */
function printed(value: SpecValue | undefined): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}

function callToJson(plan: Plan, call: Call): Json {
  return {
    id: call.id,
    address: addressOf(plan, call.target, call.key),
    method: call.method,
    path: call.path,
    body_digest: call.bodyDigest,
    waits_for: call.waitsFor,
    on_failure_of: null,
  };
}

function snakeCase(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
}
