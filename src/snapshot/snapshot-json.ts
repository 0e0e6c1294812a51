/** A snapshot as JSON (`schemas/snapshot.schema.json`), and back. */
import { asArray, asObject, type Json } from '../model/json.ts';
import type { TargetKindName } from '../model/manifest.ts';
import type { AppliedRecord, RecordedResource, RecordedRun } from '../model/record.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import type { Snapshot, SnapshotTarget } from '../model/snapshot.ts';

export function snapshotToJson({ takenAt, toolVersion, salt, remembers, targets }: Snapshot): Json {
  return {
    taken_at: takenAt,
    tool_version: toolVersion,
    salt,
    keeps_record: remembers,
    targets: targets.map(targetToJson),
  };
}

function targetToJson(target: SnapshotTarget): Json {
  const { name, kind, title, estate, basePath, known, kinds, alerts, record, holds } = target;
  return {
    name,
    kind,
    title,
    estate,
    base_path: basePath,
    known: Object.fromEntries(Object.entries(known).map(([key, texts]) => [key, [...texts]])),
    kinds,
    alerts: alerts === null ? null : alerts.map(({ resourceIds }) => [...resourceIds]),
    record: record === null ? null : recordToJson(record),
    holds: holds.map((hold) => ({ ...hold })),
  };
}

/** Of the last run no more than how it ended: who it was is nobody's business here. */
function recordToJson({ commit, resources, run }: AppliedRecord): Json {
  // The record keeps nothing that is no JSON.
  const kept = [...resources.values()].map((resource) => ({ ...resource })) as unknown as Json[];
  return { commit, run: run?.state ?? null, resources: kept };
}

/** @throws MissingKey for what a signed snapshot of this version has, and this one has not */
export function snapshotFromJson(json: Json): Snapshot {
  return {
    takenAt: text(json, 'taken_at'),
    toolVersion: text(json, 'tool_version'),
    salt: text(json, 'salt'),
    remembers: member(json, 'keeps_record') === true,
    targets: asArray(member(json, 'targets')).map((target) => targetFromJson(target as Json)),
  };
}

function targetFromJson(json: Json): SnapshotTarget {
  const alerts = member(json, 'alerts');
  const record = member(json, 'record');
  const estate = text(json, 'estate');
  return {
    name: text(json, 'name'),
    kind: text(json, 'kind') as TargetKindName,
    title: text(json, 'title'),
    estate,
    basePath: text(json, 'base_path'),
    known: asObject(member(json, 'known')) as SnapshotTarget['known'],
    kinds: asObject(member(json, 'kinds')) as SnapshotTarget['kinds'],
    alerts:
      alerts === null ? null : asArray(alerts).map((ids) => ({ resourceIds: ids as readonly number[] })),
    record: record === null ? null : recordFromJson(record, estate),
    holds: asArray(member(json, 'holds')) as readonly RecordedHold[],
  };
}

function recordFromJson(json: Json, estate: string): AppliedRecord {
  const resources = asArray(member(json, 'resources')) as readonly RecordedResource[];
  const state = member(json, 'run') as RecordedRun['state'] | null;
  return {
    version: null,
    estate,
    commit: member(json, 'commit') as string | null,
    resources: new Map(resources.map((resource) => [resource.key, resource])),
    run: state === null ? null : { ...NOBODY, state },
  };
}

const NOBODY: Omit<RecordedRun, 'state'> = {
  runner: { run: '', host: '', process: 0, author: null },
  leaseUntil: 0,
  plan: '',
  calls: [],
  done: [],
};

class MissingKey extends Error {
  override readonly name = 'MissingKey';
}

function member(json: Json, key: string): Json {
  const value = asObject(json)?.[key];
  if (value === undefined) throw new MissingKey(key);
  return value as Json;
}

function text(json: Json, key: string): string {
  const value = member(json, key);
  if (typeof value !== 'string') throw new MissingKey(key);
  return value;
}
