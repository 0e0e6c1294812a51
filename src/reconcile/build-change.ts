import { fingerprint } from '../diff/canonical.ts';
import { mask } from '../diff/mask.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Call, Change, ChangeStatus } from '../model/plan.ts';
import type { DesiredResource, LiveResource } from '../model/resource.ts';
import type { SpecObject } from '../model/spec-value.ts';
import type { DraftedChange } from './draft-calls.ts';

export interface ChangeContext {
  /** The calls of this change. */
  readonly own: readonly Call[];
  /** All calls of the target. */
  readonly byId: ReadonlyMap<string, Call>;
  readonly address: (key: string) => string;
}

/** One comparison and its calls, as the plan shows them. */
export function buildChange(
  { comparison, drafted }: DraftedChange,
  { own, byId, address }: ChangeContext,
): Change {
  const { key, desired, live, action, cause, fields, unknown } = comparison;
  const acts = action !== 'keep' || drafted.waiting.length > 0;
  const status: ChangeStatus = acts && own.length === 0 ? 'blocked' : 'planned';
  return {
    key,
    address: address(key),
    previousAddress: previousAddress(comparison, address),
    target: desired.target,
    kind: comparison.kind,
    name: desired.identity.name,
    action,
    status,
    waiting: drafted.waiting,
    cause,
    before: live === null ? null : mask(documentOf(live.liveName, live.spec)),
    after: mask(documentOf(desired.identity.name, desired.spec)),
    declared: desired.spec,
    fields: action === 'create' ? creation(desired, cause) : fields,
    unknown,
    origin: desired.manifest.origin,
    calls: own.map(({ id }) => id),
    // By keys, not by call numbers or short addresses, which change with what has nothing to do with it.
    fingerprint: fingerprint({
      key,
      action,
      status,
      live: live === null ? null : { id: live.id, name: live.liveName, spec: live.spec },
      desired: desired.spec,
      calls: own.map((call) => callPrint(call, byId)),
      waiting: drafted.waiting.map(({ reason }) => reason),
    }),
  };
}

function callPrint(
  { method, path, bodyDigest, waitsFor, effects }: Call,
  byId: ReadonlyMap<string, Call>,
): unknown {
  const named = (id: string): string => {
    const call = byId.get(id);
    return `${call?.key} ${call?.verb}`;
  };
  return {
    method,
    path: path.replace(/\{(c\d+)\.id\}/g, (_, id: string) => `{${named(id)}}`),
    bodyDigest,
    waitsFor: waitsFor.map(named).sort(),
    effects,
  };
}

function documentOf(name: string, spec: SpecObject): SpecObject {
  return { metadata: { name }, spec };
}

function creation({ spec }: DesiredResource, cause: Comparison['cause']): Change['fields'] {
  return Object.entries(spec).map(([field, after]) => ({
    path: `spec.${field}`,
    before: undefined,
    after,
    cause,
  }));
}

function previousAddress({ live, desired }: Comparison, address: (key: string) => string): string | null {
  if (live === null || live.liveName === desired.identity.name) return null;
  return address(formerKey(live));
}

function formerKey({ identity, liveName }: LiveResource): string {
  return `${identity.kind}/${liveName}`;
}
