/** The plan as JSON (contract, section 4; `schemas/plan.schema.json`). */

import type { Call, RollbackCall } from '../model/call.ts';
import type { Change, FieldChange, Waiting } from '../model/change.ts';
import type { Diagnostic, Origin } from '../model/diagnostic.ts';
import { isShown } from '../model/is-shown.ts';
import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import type { Guard, Plan, PolicyFinding } from '../model/plan.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import type { ApplyReport } from '../model/report.ts';
import type { SpecValue } from '../model/spec-value.ts';
import { createCallPlaces } from './call-places.ts';
import { callsInOrder } from './calls-in-order.ts';
import { actionsOf } from './change-marks.ts';
import { addressOf } from './names.ts';

export interface PlanJsonOptions {
  readonly version: string;
  readonly all: boolean;
}

export function planToJson(plan: Plan, { version, all }: PlanJsonOptions): Record<string, Json> {
  const shown = plan.changes.filter((change) => all || isShown(change));
  return {
    format_version: '1.0',
    tool_version: version,
    source: { commit: plan.source.commit, dirty: plan.source.dirty },
    snapshot: plan.snapshot === null ? null : { file: plan.snapshot.file, taken_at: plan.snapshot.takenAt },
    targets: plan.targets.map(({ name, kind, record, holds }) => ({
      name,
      kind,
      record,
      holds: holds.map((hold) => holdToJson(plan, name, hold)),
    })),
    resource_changes: shown.map((change) => changeToJson(plan, change)),
    calls: callsInOrder(plan).map((call) => callToJson(plan, call)),
    unmanaged: plan.unmanaged.map((address) => ({ address })),
    guards: plan.guards.map(guardToJson),
    policies: plan.policies.map(policyToJson),
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
  const places = createCallPlaces(plan);
  return {
    ...planToJson(plan, options),
    outcomes: report.outcomes.map(({ call, target, key, result, error }) => ({
      call,
      address: addressOf(plan, target, key),
      result,
      error,
      origin: originToJson(places.origin(call)),
    })),
    complete: isComplete(report),
    record_error: report.recordError,
  };
}

/** Everything that could be done is done and healthy. */
export function isComplete({ interrupted, recordError, unsettled, outcomes }: ApplyReport): boolean {
  const fine = outcomes.every(
    ({ result, error }) => result === 'done' || (result === 'skipped' && error === null),
  );
  return fine && !interrupted && recordError === null && unsettled.length === 0;
}

export function diagnosticToJson({ severity, code, address, message, hint, origin }: Diagnostic): Json {
  return { severity, code, address, message, hint, origin: originToJson(origin) };
}

function holdToJson(plan: Plan, target: string, hold: RecordedHold): Json {
  const { key, reason, owner, since, until } = hold;
  const address = key === null ? target : addressOf(plan, target, key);
  return { address, reason, owner, since: isoTime(since), until: isoTime(until) };
}

function changeToJson(plan: Plan, change: Change): Json {
  const own = new Set([...change.calls, ...change.rollback]);
  const bringing = callsInOrder(plan).filter(({ id }) => own.has(id) || change.through.includes(id));
  return {
    address: change.address,
    previous_address: change.previousAddress,
    mode: 'managed',
    provider_name: 'muleteer',
    type: `muleteer_${snakeCase(change.kind)}`,
    target: change.target,
    kind: change.kind,
    name: change.name,
    labels: { ...change.labels },
    change: terraformChange(change),
    fields: change.action === 'keep' ? [] : change.fields.map(fieldToJson),
    not_compared: change.unknown,
    cause: change.cause,
    approval: change.approval,
    status: change.status,
    reason: change.waiting[0]?.reason ?? null,
    waiting: change.waiting.map(waitingToJson),
    origin: originToJson(change.origin),
    calls: bringing.map(({ id }) => id),
    effects: bringing.filter(({ id }) => own.has(id)).flatMap((call) => effectsToJson(plan, call)),
    fingerprint: change.fingerprint,
  };
}

function waitingToJson({ reason, message, hint, until }: Waiting): Json {
  return { reason, message, hint, until: until === undefined ? null : isoTime(until) };
}

function terraformChange(change: Change): Json {
  const { before, after } = change;
  return {
    actions: actionsOf(change),
    before: before?.value ?? null,
    after: after?.value ?? null,
    before_sensitive: before?.sensitive ?? {},
    after_sensitive: after?.sensitive ?? {},
    after_unknown: after?.unknown ?? {},
  };
}

/** They belong to the change whose call it is, and so are nobody's twice. */
function effectsToJson(plan: Plan, { id, target, effects }: Call): readonly Json[] {
  return effects.map((effect) => ({
    call: id,
    class: effect.class,
    subject: addressOf(plan, target, effect.subject),
    reversible: effect.reversible,
  }));
}

export function originToJson(origin: Origin | null): Json {
  return origin === null ? null : { ...origin };
}

function guardToJson({ target, rule, limit, actual, verdict }: Guard): Json {
  return { target, rule, limit, actual, verdict };
}

export function policyToJson({
  policy,
  verdict,
  message,
  target,
  address,
  origin,
  definedAt,
}: PolicyFinding): Json {
  const [found, defined] = [originToJson(origin), originToJson(definedAt)];
  return { policy, verdict, message, target, address, origin: found, defined_at: defined };
}

function fieldToJson({ path, before, after, cause, held }: FieldChange): Json {
  return { path, before: printed(before), after: printed(after), cause, held: held === true };
}

/** A secret prints itself as `(secret)`. */
function printed(value: SpecValue | undefined): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}

function callToJson(plan: Plan, call: Call | RollbackCall): Json {
  return {
    id: call.id,
    address: addressOf(plan, call.target, call.key),
    method: call.method,
    path: call.path,
    body_digest: call.bodyDigest,
    wave: call.wave,
    waits_for: call.waitsFor,
    on_failure_of: 'onFailureOf' in call ? call.onFailureOf : null,
  };
}

function snakeCase(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
}
