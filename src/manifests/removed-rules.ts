import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { Declaration } from '../model/kind.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { parseAddress, type WrittenAddress } from '../model/written-address.ts';
import { keyFor } from './assign-targets.ts';
import type { Declarations } from './target-kinds.ts';

/** Rules of meaning about one Removed: its resource is an address, of a kind and a target that it can have. */
export function checkRemoved(manifest: Manifest, byKind: Declarations): readonly Diagnostic[] {
  const text = String(manifest.spec.resource);
  const address = parseAddress(text);
  if ('mistake' in address) {
    const about = { code: 'malformed_resource', message: address.mistake, hint: address.hint };
    return [manifestDiagnostic(manifest, RESOURCE, about)];
  }
  const declaration = byKind.get(address.kind);
  if (declaration === undefined) return [unknownKind(manifest, address, [...byKind.keys()])];
  return [
    ...checkTargetKind(manifest, declaration),
    ...checkTargetName(manifest, address),
    ...checkWave(manifest),
    ...checkDeletable(manifest, address, declaration),
  ];
}

const RESOURCE = ['spec', 'resource'];

function unknownKind(manifest: Manifest, { kind }: WrittenAddress, known: readonly string[]): Diagnostic {
  const hint = didYouMean(kind, known) ?? `known kinds: ${known.join(', ')}`;
  return manifestDiagnostic(manifest, RESOURCE, {
    code: 'unknown_kind',
    message: `unknown kind ${kind}`,
    hint,
  });
}

function checkTargetKind(manifest: Manifest, { kind, targetKind }: Declaration): readonly Diagnostic[] {
  const other = targetKind === 'Environment' ? 'Console' : 'Environment';
  if (manifest.metadata[keyFor(other)] === undefined) return [];
  const message = `${withArticle(kind)} belongs to ${withArticle(targetKind)}, not to ${withArticle(other)}`;
  const hint = `name its ${targetKind} with ${keyFor(targetKind)} instead`;
  const about = { code: 'key_not_allowed', message, hint };
  return [manifestDiagnostic(manifest, ['metadata', keyFor(other)], about)];
}

function checkDeletable(
  manifest: Manifest,
  { name }: WrittenAddress,
  { whyUndeletable }: Declaration,
): readonly Diagnostic[] {
  const why = manifest.spec.action === 'delete' ? whyUndeletable(name) : null;
  if (why === null) return [];
  const about = {
    code: 'undeletable',
    message: why,
    hint: 'action: forget ends its management, and leaves it',
  };
  return [manifestDiagnostic(manifest, RESOURCE, about)];
}

/** Nothing is sent for what is only forgotten. */
function checkWave(manifest: Manifest): readonly Diagnostic[] {
  const { metadata, spec } = manifest;
  if (metadata.wave === undefined || spec.action !== 'forget') return [];
  const about = {
    code: 'key_not_allowed',
    message: 'what is forgotten has no wave: no call is made for it',
    hint: 'remove wave',
  };
  return [manifestDiagnostic(manifest, ['metadata', 'wave'], about)];
}

/** The target may stand before the resource, as in the addresses of a plan, but it cannot be another one. */
function checkTargetName(manifest: Manifest, { target }: WrittenAddress): readonly Diagnostic[] {
  const { environment, console } = manifest.metadata;
  const own = environment ?? console;
  if (target === null || own === undefined || target === own) return [];
  const key = environment === undefined ? 'console' : 'environment';
  const about = {
    code: 'other_target',
    message: `the resource is one of ${target}, but this document belongs to ${own}`,
    hint: `write ${key}: ${target} under metadata, or leave ${target}/ out`,
  };
  return [manifestDiagnostic(manifest, RESOURCE, about)];
}
