/** Puts call numbers, and later real ids, where drafts speak of resources that do not exist yet. */
import { LateId } from '../model/late-id.ts';
import type { RemoteId, ResourceKey } from '../model/resource.ts';
import { Secret } from '../model/secret.ts';

/** `{id:KEY}` → `{c3.id}` in a path. */
export function namePath(path: string, callOf: ReadonlyMap<ResourceKey, string>): string {
  return path.replace(/\{id:([^}]+)\}/g, (token, key: string) => {
    const call = callOf.get(key);
    return call === undefined ? token : `{${call}.id}`;
  });
}

/** `{c3.id}` → the id, in a path. */
export function fillPath(path: string, ids: ReadonlyMap<string, RemoteId>): string {
  return path.replace(/\{(c\d+)\.id\}/g, (token, call: string) => String(ids.get(call) ?? token));
}

export function nameLateIds<Value>(value: Value, callOf: ReadonlyMap<ResourceKey, string>): Value {
  return mapLateIds(value, ({ key }) => new LateId(key, callOf.get(key) ?? null));
}

export function fillLateIds<Value>(value: Value, ids: ReadonlyMap<string, RemoteId>): Value {
  return mapLateIds(value, (late) => ids.get(late.call ?? '') ?? late);
}

function mapLateIds<Value>(value: Value, map: (late: LateId) => unknown): Value {
  const visit = (one: unknown): unknown => {
    if (one instanceof LateId) return map(one);
    if (one === null || typeof one !== 'object' || one instanceof Secret) return one;
    if (Array.isArray(one)) return one.map(visit);
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, visit(item)]));
  };
  return visit(value) as Value;
}
