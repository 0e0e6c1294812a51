import type { Diagnostic, Origin } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { UnreadableManifest } from '../model/manifest.ts';
import type { Envelope } from './envelope.ts';
import type { Member } from './place-documents.ts';
import { means, type Patch, placesIn, readPatches } from './read-patches.ts';
import type { KindName } from './schemas.ts';
import type { ManifestDocument } from './source-document.ts';
import { TargetDocument } from './target-document.ts';
import { isTarget } from './target-kinds.ts';
import { isMap, textOrNull } from './unreadable.ts';
import { fillValues, NO_VALUES, type ValueTable } from './value-tables.ts';

/** A document with the patches of the target that has it. */
export interface PatchedEnvelope extends Omit<Envelope, 'document'> {
  readonly document: ManifestDocument;
  readonly patchedBy: readonly Origin[];
}

export interface PatchRequest {
  readonly members: readonly Member[];
  /** By the names of the targets. */
  readonly tables: ReadonlyMap<unknown, ValueTable>;
  readonly unreadable: readonly UnreadableManifest[];
  /** Whether all that lies below the folder of a target's file is loaded. */
  readonly isWhole: (path: string) => boolean;
}

export interface PatchedMembers {
  /** In the order of the members. */
  readonly envelopes: readonly PatchedEnvelope[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Lays the patches of each target over its documents. A patch that means none of them is a mistake. */
export function patchMembers(request: PatchRequest): PatchedMembers {
  const targets = request.members.map(({ envelope }) => envelope).filter(isTarget);
  const byTarget = new Map(targets.map((target) => [target.metadata.name, readPatches(target)]));
  const used = new Set<Patch>();
  const envelopes = request.members.map((member) => {
    const values = request.tables.get(member.target) ?? NO_VALUES;
    const patches = byTarget.get(member.target) ?? NONE;
    const own =
      patches.length === 0 ? NONE : patches.filter((patch) => means(patch, member.envelope, values));
    for (const patch of own) used.add(patch);
    return isTarget(member.envelope) ? unpatched(member.envelope) : patched(member, own, values);
  });
  const unused = [...byTarget].flatMap(([target, patches]) =>
    patches.flatMap((patch) => (used.has(patch) ? [] : reportUnused(patch, textOrNull(target), request))),
  );
  return { envelopes, diagnostics: unused };
}

const NONE: readonly Patch[] = [];

function patched(
  { envelope, selected, shared }: Member,
  patches: readonly Patch[],
  values: ValueTable,
): PatchedEnvelope {
  const { document: source, kind } = envelope;
  // What is of one target alone, and has nothing to fill in, is as that target has it.
  if (patches.length === 0 && shared === null && source.isSettled) return unpatched(envelope);
  const layers = patches.map(({ layer }) => layer);
  const document = new TargetDocument({ document: source, patches: layers, values, selected, shared });
  const content = isMap(document.value) ? document.value : {};
  const metadata = isMap(content.metadata) ? content.metadata : {};
  return { document, kind, content, metadata, patchedBy: document.patchedBy };
}

function unpatched({ document, kind, content, metadata }: Envelope): PatchedEnvelope {
  return { document, kind, content, metadata, patchedBy: [] };
}

/** Where not everything is loaded, or could be read, what it means may be what is missing. */
function reportUnused(patch: Patch, target: string | null, request: PatchRequest): readonly Diagnostic[] {
  const { owner, kind, name } = patch;
  const hidden = request.unreadable.some(
    (one) => (one.kind ?? kind) === kind && (one.name ?? name) === name && (one.target ?? target) === target,
  );
  const values = request.tables.get(target) ?? NO_VALUES;
  if (hidden || target === null || !values.complete || !request.isWhole(owner.file.path)) return [];
  const documents = request.members.filter((one) => one.target === target).map(({ envelope }) => envelope);
  const words = describeUnused(patch, target, { documents, values });
  return [owner.diagnostic([...patch.path, words.key], { code: 'patch_matches_nothing', ...words })];
}

interface Candidates {
  readonly documents: readonly Envelope[];
  readonly values: ValueTable;
}

function describeUnused({ kind, name, place }: Patch, target: string, { documents, values }: Candidates) {
  const named = documents.filter(({ metadata }) => metadata.name === name);
  const twins = named.filter((one) => one.kind === kind);
  if (place !== null && twins.length > 0) {
    const places = twins.flatMap(({ content }) => placesIn(content.spec));
    const written = places.map(([key, other]) => `{ ${key}: ${fillValues(other, values)} }`);
    return {
      key: 'target',
      message: `${kind} ${name} of ${target} is not on ${place[0]} ${fillValues(place[1], values)}`,
      hint: `it is on ${written.join(' and ')}`,
    };
  }
  const [other] = named;
  const message = `${target} has no ${kind} ${name} to patch`;
  if (other !== undefined) return { key: 'kind', message, hint: `${name} is of kind: ${other.kind}` };
  return {
    key: 'name',
    message,
    hint: didYouMean(name, namesOf(documents, kind)) ?? noneLike(documents, kind),
  };
}

function namesOf(documents: readonly Envelope[], kind: KindName | string): readonly string[] {
  return documents.flatMap((one) => (one.kind === kind ? (textOrNull(one.metadata.name) ?? []) : []));
}

function noneLike(documents: readonly Envelope[], kind: string): string {
  const names = [...new Set(namesOf(documents, kind))].sort();
  return names.length === 0 ? `it has none of kind: ${kind}` : `it has ${names.slice(0, 8).join(', ')}`;
}
