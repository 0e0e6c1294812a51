/** Texts of a target's spec, which may be secrets. */
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import type { SpecValue } from '../model/spec-value.ts';

export function textOf(value: SpecValue | undefined): string | undefined {
  if (value instanceof Secret) return value.reveal();
  return typeof value === 'string' ? value : undefined;
}

/** @throws MuleteerError `settings`, which names the placeholder that has no text, or the key that is not there */
export function resolvedText(value: SpecValue | undefined, key: string, { metadata }: Manifest): string {
  const text = textOf(value);
  if (text !== undefined && text !== '') return text;
  const what = value instanceof Secret ? `${value.reference} cannot be resolved` : `spec.${key} is missing`;
  throw new MuleteerError('settings', `${metadata.name}: ${what}`, {
    hint: 'the credentials of a target that is contacted must be there. Without spec.credentials variables count, such as ANYPOINT_CLIENT_SECRET, or ANYPOINT_CLIENT_SECRET_FILE',
  });
}
