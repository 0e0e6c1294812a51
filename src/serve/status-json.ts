/** The status as JSON: `GET /api/status` has all of it, the events what fits into a line for each target. */
import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import type {
  BrokenRevision,
  LoopStatus,
  RevisionStatus,
  TargetStatus,
  TurnSummary,
  WaitingItem,
} from '../model/loop-status.ts';
import type { Plan } from '../model/plan.ts';
import type { HistoryEntry } from '../model/record.ts';
import type { ResourceStatus } from '../model/resource-status.ts';
import { addressOf } from '../render/names.ts';
import { planToJson } from '../render/plan-json.ts';

type JsonObject = { readonly [key: string]: Json };

export interface StatusJsonOptions {
  readonly version: string;
  readonly now: number;
}

export function statusToJson(status: LoopStatus, options: StatusJsonOptions): JsonObject {
  const targets = status.targets.map((target) => targetToJson(target, options));
  return { ...headToJson(status, options), targets };
}

export function overviewToJson(status: LoopStatus, options: StatusJsonOptions): JsonObject {
  return { ...headToJson(status, options), targets: status.targets.map(targetOverviewToJson) };
}

function headToJson({ revision, broken }: LoopStatus, { version, now }: StatusJsonOptions): JsonObject {
  return {
    format_version: '1.0',
    tool_version: version,
    time: isoTime(now),
    revision: revision === null ? null : revisionToJson(revision),
    broken: broken === null ? null : brokenToJson(broken),
  };
}

function revisionToJson({ commit, subject, dirty, loadedAt }: RevisionStatus): Json {
  return { commit, subject, dirty, loaded_at: isoTime(loadedAt) };
}

function brokenToJson({ since, ...broken }: BrokenRevision): Json {
  const { commit, dirty, problems, code, message, at, hint } = broken;
  return { commit, dirty, problems, code, message, at, hint, since: isoTime(since) };
}

export function targetOverviewToJson(target: TargetStatus): JsonObject {
  const { name, kind, title, policy, state, trigger, sync, health, failures, drift, last, next } = target;
  return {
    ...{ name, kind, title, sync_policy: policy, state, trigger, sync, health, failures },
    observed_at: timeOf(target.observedAt),
    last_success_at: timeOf(target.lastSuccessAt),
    next: next === null ? null : { at: isoTime(next.at), trigger: next.trigger },
    last: last === null ? null : turnToJson(last),
    drift: { found: drift.found, left: drift.left },
    summary: target.left === null ? null : { ...target.left.summary },
    waiting: target.waits.length,
  };
}

function targetToJson(target: TargetStatus, { version }: StatusJsonOptions): Json {
  const { left, waits, resources, turns, history } = target;
  return {
    ...targetOverviewToJson(target),
    waits: left === null ? [] : waits.map((wait) => waitToJson(wait, left)),
    resources: resources.map(resourceToJson),
    turns: turns.map(turnToJson),
    history: history.map(historyToJson),
    plan: left === null ? null : planToJson(left, { version, all: false }),
  };
}

function waitToJson({ address, reason, message, hint, until, effects }: WaitingItem, plan: Plan): Json {
  const disturbs = effects.map((effect) => ({
    class: effect.class,
    subject: addressOf(plan, plan.targets[0]?.name ?? '', effect.subject),
    reversible: effect.reversible,
  }));
  return { address, reason, message, hint, until: timeOf(until), effects: disturbs };
}

function resourceToJson(resource: ResourceStatus): Json {
  const { address, kind, name, place, members, sync, health, cause, message } = resource;
  return { address, kind, name, place, members, sync, health, cause, message };
}

function turnToJson({ trigger, commit, startedAt, endedAt, outcome, error, calls }: TurnSummary): Json {
  return {
    ...{ trigger, commit, outcome },
    started_at: isoTime(startedAt),
    ended_at: isoTime(endedAt),
    error: error === null ? null : { code: error.code, message: error.message, hint: error.hint },
    calls: { ...calls },
  };
}

function historyToJson({ time, commit, author, state, counts }: HistoryEntry): Json {
  return { time: isoTime(time), commit, author, state, counts: { ...counts } };
}

function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : isoTime(milliseconds);
}
