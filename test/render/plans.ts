/** Plans made by hand: a test says only what matters to it. */
import { mask } from '../../src/diff/mask.ts';
import type { Call, Effect } from '../../src/model/call.ts';
import type { Change, FieldChange } from '../../src/model/change.ts';
import type { Guard, Plan, TargetRecord } from '../../src/model/plan.ts';
import type { AppliedRecord, RecordedResource, RecordedRun } from '../../src/model/record.ts';
import { identityOf, type ResourceKey } from '../../src/model/resource.ts';
import { summarize } from '../../src/model/summarize.ts';
import { createPaint } from '../../src/render/paint.ts';
import { type PlanTextOptions, renderPlanText } from '../../src/render/plan-text.ts';

const PRINT = `sha256:${'0'.repeat(64)}`;

export function change(key: ResourceKey, parts: Partial<Change> = {}): Change {
  const { kind, name, place } = identityOf(key);
  const document = mask({ metadata: { name } });
  const action = parts.action ?? 'update';
  return {
    key,
    address: `production/${kind}/${name}${place === null ? '' : `@${place.name}`}`,
    previousAddress: null,
    target: 'production',
    kind,
    name,
    labels: {},
    action,
    status: 'planned',
    waiting: [],
    cause: 'intent',
    before: action === 'create' ? null : document,
    after: action === 'delete' ? null : document,
    fields: [],
    unknown: [],
    origin: { file: 'estate.yaml', line: 4, column: 1 },
    calls: [],
    through: [],
    rollback: [],
    order: 'deleteFirst',
    approval: null,
    isCopy: false,
    members: [],
    records: null,
    forgets: [],
    fingerprint: PRINT,
    ...parts,
  };
}

export function call(id: string, key: ResourceKey, parts: Partial<Call> = {}): Call {
  return {
    id,
    target: 'production',
    key,
    verb: 'update',
    method: 'PATCH',
    path: `/hybrid/api/v1/${id}`,
    body: { type: 'none' },
    bodyDigest: null,
    effects: [],
    goals: [],
    evidence: [],
    writeOnly: [],
    creates: null,
    leaves: [],
    unlessStatus: null,
    credential: 'session',
    certificateOut: null,
    expects: null,
    timeout: null,
    lane: null,
    wave: 0,
    waitsFor: [],
    print: PRINT,
    ...parts,
  };
}

export function effect(name: Effect['class'], subject: ResourceKey, reversible = true): Effect {
  return { class: name, subject, reversible };
}

export function guard(rule: Guard['rule'], limit: number, actual: number): Guard {
  return { target: 'production', rule, limit, actual, verdict: actual > limit ? 'block' : 'allow' };
}

const COMMIT = '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b';

export function recorded(key: ResourceKey): RecordedResource {
  return {
    key,
    spec: {},
    file: 'estate.yaml',
    unverified: [],
    commit: COMMIT,
    remoteId: 1,
    created: true,
    leftover: false,
    renamedFrom: null,
    protect: false,
  };
}

function run(state: RecordedRun['state']): RecordedRun {
  const runner = { run: 'r', host: 'h', process: 1, author: null };
  return { runner, state, leaseUntil: 0, plan: PRINT, calls: [], done: [] };
}

/** What the record said, and what an apply tells it. @param keys recorded */
export function recordOf(
  keys: readonly ResourceKey[],
  parts: Partial<TargetRecord> = {},
  state: RecordedRun['state'] = 'complete',
): TargetRecord {
  const loaded: AppliedRecord = {
    version: '1',
    estate: 'acme',
    commit: COMMIT,
    resources: new Map(keys.map((key) => [key, recorded(key)])),
    run: run(state),
  };
  return {
    target: 'production',
    estate: 'acme',
    loaded,
    adopted: [],
    announced: [],
    leftAlone: [],
    forgotten: [],
    ...parts,
  };
}

const UNRECORDED: TargetRecord = { ...recordOf([]), loaded: null };

/** One target; with a record unless `records` says otherwise. */
export function plan(changes: readonly Change[], parts: Partial<Plan> = {}): Plan {
  const { calls = [], records = [recordOf([])] } = parts;
  return {
    about: 'changes',
    snapshot: null,
    policies: [],
    source: { commit: COMMIT, dirty: false },
    targets: [
      {
        name: 'production',
        kind: 'Environment',
        title: 'Acme / Production',
        record: records[0]?.loaded?.commit ?? null,
        resources: changes.length,
        origin: { file: 'estate.yaml', line: 1, column: 1 },
        holds: [],
      },
    ],
    changes,
    rollbacks: [],
    unmanaged: [],
    guards: [],
    diagnostics: [],
    summary: summarize(changes, calls),
    fingerprint: PRINT,
    pending: [],
    addresses: Object.fromEntries(changes.map(({ key, address }) => [`production ${key}`, address])),
    ...parts,
    calls,
    records,
  };
}

/** Nothing is known of earlier applies. */
export function withoutRecord(changes: readonly Change[], parts: Partial<Plan> = {}): Plan {
  return plan(changes, { ...parts, records: [UNRECORDED] });
}

/** The text without its first line, and without colours, as lines. */
export function lines(shown: Plan, options: Partial<PlanTextOptions> = {}): readonly string[] {
  const look = {
    columns: 80,
    paint: createPaint(false),
    all: false,
    version: '0.1.0',
    elapsed: null,
    now: null,
  };
  return renderPlanText(shown, { ...look, ...options })
    .split('\n')
    .slice(2, -1);
}

/** Without the line of the target, and up to the totals. */
export function body(shown: Plan, options: Partial<PlanTextOptions> = {}): string {
  const all = lines(shown, options);
  return all.slice(2, all.lastIndexOf('')).join('\n');
}

export function status(cause: FieldChange['cause'], path = 'spec.desiredStatus'): FieldChange {
  return { path, before: 'STOPPED', after: 'STARTED', cause };
}

/** A change that has a call. */
export function planned(key: string, parts: Partial<Change> = {}) {
  const calls = [call('c1', key)];
  return { changes: [change(key, { calls: ['c1'], ...parts })], calls };
}

export function shown(key: string, parts: Partial<Change> = {}): string {
  const { changes, calls } = planned(key, parts);
  return body(plan(changes, { calls }));
}
