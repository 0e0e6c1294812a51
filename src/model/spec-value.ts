import { Secret } from './secret.ts';

/** What a manifest may hold: JSON, with secrets at the leaves. */
export type SpecValue =
  | string
  | number
  | boolean
  | null
  | Secret
  | readonly SpecValue[]
  | { readonly [key: string]: SpecValue };

export type SpecObject = { readonly [key: string]: SpecValue };

export function isSpecObject(value: SpecValue | undefined): value is SpecObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

/** Every secret below a value, with the path to it. */
export function* secretsIn(
  value: SpecValue | undefined,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; secret: Secret }> {
  if (value instanceof Secret) yield { path, secret: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* secretsIn(item, [...path, String(index)]);
  } else if (isSpecObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* secretsIn(item, [...path, key]);
  }
}
