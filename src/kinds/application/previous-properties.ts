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
  const known = secretsOf(comparison);
  const properties: Record<string, SpecValue> = {};
  for (const [written, value] of Object.entries((applied ?? {}) as SealedSpec)) {
    const name = unescaped(written);
    const sent = sealOf(value);
    if (sent === null) {
      properties[name] = value as SpecValue;
      continue;
    }
    const same = known.find(({ seal }) => isSame(seal, sent));
    if (same === undefined) return { unknown: whyUnknown(name, sent, known) };
    properties[name] = same.secret;
  }
  return { properties };
}

function whyUnknown(name: string, { $secret, key }: Seal, known: readonly SealedSecret[]): string {
  const text = `the text that ${name} was sent with (${$secret})`;
  const tells = known.every(({ secret, seal }) => secret.reveal() === undefined || seal.key === key);
  return key !== undefined && tells
    ? `${text} is not at hand any more`
    : `${text} cannot be told without the record key of that time`;
}

interface SealedSecret {
  readonly secret: Secret;
  readonly seal: Seal;
}

/** The secrets that the manifest has now. */
function secretsOf({ declared, sealed }: DeclaredComparison): readonly SealedSecret[] {
  const properties = isSpecObject(declared.properties) ? declared.properties : {};
  return Object.entries((sealed.properties ?? {}) as SealedSpec).flatMap(([written, value]) => {
    const secret = properties[unescaped(written)];
    const seal = sealOf(value);
    return secret instanceof Secret && seal !== null ? [{ secret, seal }] : [];
  });
}

interface Seal {
  readonly $secret: string;
  readonly digest?: string;
  readonly key?: string;
}

function sealOf(value: Json): Seal | null {
  return typeof value === 'object' && value !== null && '$secret' in value ? (value as Json & Seal) : null;
}

function isSame(a: Seal, b: Seal): boolean {
  return a.digest !== undefined && a.digest === b.digest && a.key === b.key;
}

/** See `escaped` in `record/seal.ts`. */
function unescaped(name: string): string {
  return name.replace(/^\$(\$+(?:secret|redacted))$/, '$1');
}
