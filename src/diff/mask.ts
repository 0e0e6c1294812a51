import type { Masked } from '../model/change.ts';
import type { Json } from '../model/json.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';

/**
 * Masks by field, not by text: a value is hidden because of where it came from, whatever it looks like.
 */
export function mask(value: SpecValue): Masked {
  // Most have nothing to hide, and are what they are.
  if (isPlain(value)) return { value, sensitive: NOTHING, unknown: NOTHING };
  return {
    value: JSON.parse(JSON.stringify(value)) as Json,
    sensitive: shadow(value, () => true) ?? {},
    unknown: shadow(value, (secret) => secret.reveal() === undefined) ?? {},
  };
}

const NOTHING: Json = {};

/** Whether it is JSON already. */
function isPlain(value: SpecValue | undefined): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return value !== undefined;
  if (value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const fields = value as SpecObject;
  return Object.keys(fields).every((name) => isPlain(fields[name]));
}

function shadow(value: SpecValue, marks: (secret: Secret) => boolean): Json | undefined {
  if (value instanceof Secret) return marks(value) ? true : undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => shadow(item, marks));
    return items.some((item) => item !== undefined) ? items.map((item) => item ?? false) : undefined;
  }
  if (!isSpecObject(value)) return undefined;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, shadow(item, marks)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
