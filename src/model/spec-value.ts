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

/** Every secret below a value. */
export function secretsIn(value: SpecValue | undefined): readonly Secret[] {
  const found: Secret[] = [];
  collectSecrets(value, found);
  return found;
}

function collectSecrets(value: SpecValue | undefined, found: Secret[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Secret) found.push(value);
  else if (Array.isArray(value)) for (const part of value) collectSecrets(part, found);
  else for (const key in value) collectSecrets((value as SpecObject)[key], found);
}
