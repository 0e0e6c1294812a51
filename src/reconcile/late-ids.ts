/** Puts call numbers, and later real ids, where drafts speak of resources that do not exist yet. */
import { LateId } from '../model/late-id.ts';
import type { RemoteId, ResourceKey } from '../model/resource.ts';
import { Secret } from '../model/secret.ts';

/** Late ids as they stand in a path: `{c3.id}`, `{c1.copy(mule-2,pay-api)}`. */
const TOKEN = /\{(c\d+\.(?:id|copy\([^()]*\)))\}/g;

/** `{id:KEY}` → `{c3.id}` in a path. */
export function namePath(path: string, makers: ReadonlyMap<ResourceKey, string>): string {
  return path.replace(/\{id:([^}]+)\}/g, (token, key: string) => {
    const maker = makers.get(key);
    return maker === undefined ? token : `{${maker}}`;
  });
}

/** `{c3.id}` → the id, in a path. */
export function fillPath(path: string, ids: ReadonlyMap<string, RemoteId>): string {
  return path.replace(TOKEN, (token, maker: string) => String(ids.get(maker) ?? token));
}

/** The late ids of a path. */
export function makersIn(path: string): readonly string[] {
  return [...path.matchAll(TOKEN)].flatMap(([, maker]) => maker ?? []);
}

/** Each late id of a path as `name` calls it: for digests that must not depend on how calls are numbered. */
export function renamePath(path: string, name: (maker: string) => string): string {
  return path.replace(TOKEN, (_, maker: string) => `{${name(maker)}}`);
}

export function nameLateIds<Value>(value: Value, makers: ReadonlyMap<ResourceKey, string>): Value {
  return mapLateIds(value, ({ key }) => new LateId(key, makers.get(key) ?? null));
}

export function fillLateIds<Value>(value: Value, ids: ReadonlyMap<string, RemoteId>): Value {
  return mapLateIds(value, (late) => ids.get(late.maker ?? '') ?? late);
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
