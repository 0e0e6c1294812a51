/**
 * The properties that an application has before it is updated. The service does not give them back, so that they are
 * what the record knows; of a secret it knows a digest only, and its text is whatever of the manifest has that digest.
 */
import type { DeclaredComparison } from '../../model/comparison.ts';
import type { Json } from '../../model/json.ts';
import type { SealedSpec } from '../../model/record.ts';
import { Secret } from '../../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';

/** `properties` is null where none are ours to send; `unknown` says in one line why nobody can tell. */
export type Previous = { readonly properties: SpecObject | null } | { readonly unknown: string };

export function previousProperties(comparison: DeclaredComparison): Previous {
  const { desired, declared, recorded, live } = comparison;
  const { name } = desired.identity;
  const sends = desired.spec.properties !== undefined;
  // Ignored or held: they are somebody else's for now.
  if (!sends && declared.properties !== undefined) return { properties: null };
  const applied = recorded?.spec.properties;
  if (!sends && applied === undefined) return { properties: null };
  if (recorded === null) return { unknown: `no record tells which properties ${name} has` };
  if (recorded.remoteId !== live?.id)
    return { unknown: `${name} is not the one that the record knows, and nobody can tell its properties` };
  if (recorded.unverified.includes('properties'))
    return { unknown: `the properties of ${name} were never sent from here` };
  if (applied !== undefined) return unsealAll(applied, comparison);
  return recorded.created ? { properties: {} } : { unknown: `no record tells which properties ${name} has` };
}

function unsealAll(applied: Json, comparison: DeclaredComparison): Previous {
  const secrets = secretsByDigest(comparison);
  const properties: Record<string, SpecValue> = {};
  for (const [written, value] of Object.entries((applied ?? {}) as SealedSpec)) {
    const name = unescaped(written);
    const seal = sealOf(value);
    if (seal === null) {
      properties[name] = value as SpecValue;
      continue;
    }
    const secret = secrets.get(seal.digest ?? '');
    if (secret === undefined) return { unknown: whyUnknown(name, seal, secrets) };
    properties[name] = secret;
  }
  return { properties };
}

function whyUnknown(name: string, { $secret, key }: Seal, secrets: SecretsByDigest): string {
  const keyed = [...secrets.keys()].some((digest) => digest.endsWith(` ${key}`));
  return key !== undefined && keyed
    ? `the text that ${name} was sent with (${$secret}) is known to nobody any more`
    : `without the record key nobody can tell the text that ${name} was sent with (${$secret})`;
}

/** `digest key` → the secret of the manifest that has it. */
type SecretsByDigest = ReadonlyMap<string, Secret>;

function secretsByDigest({ declared, sealed }: DeclaredComparison): SecretsByDigest {
  const properties = isSpecObject(declared.properties) ? declared.properties : {};
  const found = Object.entries((sealed.properties ?? {}) as SealedSpec).flatMap(([written, value]) => {
    const secret = properties[unescaped(written)];
    const digest = sealOf(value)?.digest;
    return secret instanceof Secret && digest !== undefined ? [[digest, secret] as const] : [];
  });
  return new Map(found);
}

interface Seal {
  readonly $secret: string;
  /** With its key; undefined where there was none. */
  readonly digest: string | undefined;
  readonly key: string | undefined;
}

function sealOf(value: Json): Seal | null {
  if (typeof value !== 'object' || value === null || !('$secret' in value)) return null;
  const { $secret, digest, key } = value as Readonly<Record<string, string>>;
  return {
    $secret: $secret ?? '',
    digest: digest === undefined ? undefined : `${digest} ${key}`,
    key,
  };
}

/** See `escaped` in `record/seal.ts`. */
function unescaped(name: string): string {
  return name.replace(/^\$(\$+secret)$/, '$1');
}
