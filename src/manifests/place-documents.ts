/**
 * Which target has which document: each of its own once, and each of a base once for every target that names that
 * base, whatever folder it stands in.
 */
import type { Diagnostic, Shared } from '../model/diagnostic.ts';
import type { TargetKindName, UnreadableManifest } from '../model/manifest.ts';
import { assignTargets } from './assign-targets.ts';
import { checkBaseDocument, type Owner, refuseTargets } from './base-rules.ts';
import type { Envelope } from './envelope.ts';
import type { NamedBase } from './read-bases.ts';
import { type Declarations, isTarget, isTargetKind, targetKindOf } from './target-kinds.ts';
import { textOrNull, unreadableFrom } from './unreadable.ts';

/** A document, as one target has it. */
export interface Member {
  readonly envelope: Envelope;
  /** Undefined for a target, and where it is not known. */
  readonly target: string | undefined;
  readonly selected: boolean;
  /** Null for a document of this target alone. */
  readonly shared: Shared | null;
}

export interface PlacingRequest {
  readonly envelopes: readonly Envelope[];
  readonly bases: readonly NamedBase[];
  /** False for a file of a base that is read only because a target names it. */
  readonly isUnderPath: (path: string) => boolean;
  /** Documents that could not be read at all: each may be the target that seems to be missing. */
  readonly unreadable: readonly UnreadableManifest[];
  readonly byKind: Declarations;
}

export interface PlacedDocuments {
  /** Those of bases first, so that of two with one name the target's own is the second. */
  readonly members: readonly Member[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

export function placeDocuments(request: PlacingRequest): PlacedDocuments {
  const ownersOf = indexOwners(request);
  const inBase = ({ document }: Envelope) => ownersOf.has(document.file.path);
  const own = request.envelopes.filter((envelope) => isTarget(envelope) || !inBase(envelope));
  const assigned = assignOwn(own, request);
  const based = request.envelopes
    .filter((envelope) => !isTarget(envelope) && inBase(envelope))
    .map((envelope) => placeInBase(envelope, ownersOf.get(envelope.document.file.path) ?? [], request));
  return {
    members: [
      ...based.flatMap(({ members = [] }) => members),
      ...own.map((envelope, index) => ownMember(envelope, assigned.targets[index])),
    ],
    unreadable: based.flatMap(({ unreadable = [] }) => unreadable),
    diagnostics: [
      ...assigned.diagnostics,
      ...request.bases.flatMap((base) => refuseTargets(base, request.envelopes)),
      ...based.flatMap(({ diagnostics = [] }) => diagnostics),
    ],
  };
}

function indexOwners({ envelopes, bases }: PlacingRequest): ReadonlyMap<string, readonly Owner[]> {
  const owners = new Map<string, Owner[]>();
  if (bases.length === 0) return owners;
  const named = new Map(envelopes.map((envelope) => [envelope.document, envelope]));
  for (const base of bases) {
    const target = named.get(base.owner);
    const owner = { kind: target?.kind ?? '', name: textOrNull(target?.metadata.name) ?? '', base };
    for (const file of base.files) {
      const known = owners.get(file) ?? [];
      // One that is named twice, or lies in another base, counts once.
      if (!known.some(({ name, kind }) => name === owner.name && kind === owner.kind)) known.push(owner);
      owners.set(file, known);
    }
  }
  return owners;
}

function assignOwn(own: readonly Envelope[], { byKind, unreadable }: PlacingRequest) {
  const targets = own.filter(isTarget);
  return assignTargets({
    envelopes: own,
    kindFor: (envelope) => targetKindOf(envelope, byKind),
    targets: targets.flatMap(({ kind, metadata: { name }, document }) =>
      typeof name === 'string' ? [{ kind: kind as TargetKindName, name, folder: document.file.folder }] : [],
    ),
    incomplete:
      unreadable.some(({ kind }) => kind === null || isTargetKind(kind)) ||
      targets.some(({ metadata }) => typeof metadata.name !== 'string'),
  });
}

function ownMember(envelope: Envelope, target: string | undefined): Member {
  return { envelope, target, selected: envelope.document.file.selected, shared: null };
}

function placeInBase(
  envelope: Envelope,
  owners: readonly Owner[],
  { byKind, isUnderPath }: PlacingRequest,
): Partial<PlacedDocuments> {
  const { document } = envelope;
  const targetKind = targetKindOf(envelope, byKind);
  const mistake = checkBaseDocument(envelope, owners, targetKind);
  if (mistake !== undefined) return { unreadable: [unreadableFrom(document.value)], diagnostics: [mistake] };
  // A document whose kind of target nobody can tell has a mistake that is reported as its own.
  if (targetKind === undefined) return { members: [ownMember(envelope, undefined)] };
  const fitting = owners.filter(({ kind, name }) => kind === targetKind && name !== '');
  const among = fitting.map(({ name }) => name);
  const members = fitting.map(({ name, base }) => ({
    envelope,
    target: name,
    selected: base.owner.file.selected || isUnderPath(document.file.path),
    shared: { target: name, among },
  }));
  return members.length > 0 ? { members } : { unreadable: [unreadableFrom(document.value)] };
}
