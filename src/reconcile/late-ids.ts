/**
 * Ids that do not exist yet. A draft writes `{id:Cluster/east}`, for it does not know which call will make the
 * cluster; the plan says `{c3.id}`; the executor puts the number there once c3 has answered.
 */
import type { RemoteId, ResourceKey } from '../model/resource.ts';
import { Secret } from '../model/secret.ts';

export function lateToken(key: ResourceKey): string {
  return `{id:${key}}`;
}

/** `{id:KEY}` → `{c3.id}` everywhere in a value. */
export function nameLateIds<Value>(value: Value, callOf: ReadonlyMap<ResourceKey, string>): Value {
  return mapStrings(value, (text) =>
    text.replace(/\{id:([^}]+)\}/g, (token, key: string) => {
      const call = callOf.get(key);
      return call === undefined ? token : `{${call}.id}`;
    }),
  );
}

/** `{c3.id}` → the id: a number where the token is the whole string, text where it is a part (a path). */
export function fillLateIds<Value>(value: Value, ids: ReadonlyMap<string, RemoteId>): Value {
  return mapStrings(value, (text) => {
    const whole = /^\{(c\d+)\.id\}$/.exec(text)?.[1];
    if (whole !== undefined) return ids.get(whole) ?? text;
    return text.replace(/\{(c\d+)\.id\}/g, (token, call: string) => String(ids.get(call) ?? token));
  });
}

function mapStrings<Value>(value: Value, map: (text: string) => RemoteId): Value {
  const visit = (one: unknown): unknown => {
    if (typeof one === 'string') return map(one);
    if (one === null || typeof one !== 'object' || one instanceof Secret) return one;
    if (Array.isArray(one)) return one.map(visit);
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, visit(item)]));
  };
  return visit(value) as Value;
}
