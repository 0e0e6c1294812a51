import { isMap } from './unreadable.ts';

/**
 * A JSON merge patch (RFC 7396): maps are merged, key by key; null takes a key out; anything else, lists included,
 * takes the place of what was there. Neither of the two is changed.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const merged = new Map<string, unknown>(isMap(value) ? Object.entries(value) : []);
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), part));
  }
  return Object.fromEntries(merged);
}
