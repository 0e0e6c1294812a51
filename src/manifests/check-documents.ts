import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, UnreadableManifest } from '../model/manifest.ts';
import { buildAll, type LoadCommands, type Step } from './build-all.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { checkFiles } from './file-rules.ts';
import { checkLifecycle } from './lifecycle-rules.ts';
import { placeDocuments } from './place-documents.ts';
import type { NamedBase } from './read-bases.ts';
import { findRealFolders, type RealFolders } from './real-folders.ts';
import { checkRemoved } from './removed-rules.ts';
import { refuseRule } from './rule-places.ts';
import type { ManifestKindName } from './schemas.ts';
import type { SourceDocument } from './source-document.ts';
import { type Declarations, isTarget } from './target-kinds.ts';
import { checkTarget } from './target-rules.ts';
import { isMap, unreadableFrom } from './unreadable.ts';

export interface CheckRequest {
  readonly documents: readonly SourceDocument[];
  readonly bases: BasesOfRun;
  /** Documents that could not be parsed. */
  readonly broken: readonly UnreadableManifest[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly declarations: readonly Declaration[];
  readonly commands: LoadCommands;
}

export interface BasesOfRun {
  readonly bases: readonly NamedBase[];
  /** False for a file of a base that is read only because a target names it. */
  readonly isUnderPath: (path: string) => boolean;
  /** Whether a PATH holds the whole folder that a file lies in. */
  readonly isWhole: (path: string) => boolean;
}

export interface CheckedDocuments {
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From documents to manifests: what each one is, which target it belongs to, its placeholders, its shape, and the
 * rules of its kind, in this order, since the values of a target fill the placeholders of its resources.
 */
export function checkDocuments(request: CheckRequest): CheckedDocuments {
  const { documents, bases, broken, env, declarations, commands } = request;
  const byKind: Declarations = new Map(declarations.map((declaration) => [declaration.kind, declaration]));
  const read = readEnvelopes(documents, knownKinds(byKind));
  const unread = [...broken, ...read.unreadable];
  const placed = placeDocuments({ ...read, ...bases, unreadable: unread, byKind });
  const { members } = placed;
  const unreadable = [...unread, ...placed.unreadable];
  const { steps, diagnostics } = buildAll({
    members,
    unreadable,
    isWhole: bases.isWhole,
    byKind,
    env,
    commands,
  });
  const used = new Set(
    steps.filter(({ envelope }) => envelope.document.file.selected).map(({ target }) => target),
  );
  const checked = checkSteps(steps, { byKind, env, commands, used, realFolders: findRealFolders() });
  return {
    manifests: checked.manifests,
    unreadable: [...read.unreadable, ...placed.unreadable, ...checked.unreadable],
    diagnostics: [...read.diagnostics, ...placed.diagnostics, ...diagnostics, ...checked.diagnostics],
  };
}

interface Surroundings extends Pick<CheckRequest, 'env' | 'commands'> {
  readonly byKind: Declarations;
  /** The targets that something selected belongs to. */
  readonly used: ReadonlySet<string | undefined>;
  readonly realFolders: RealFolders;
}

function checkSteps(steps: readonly Step[], surroundings: Surroundings): CheckedDocuments {
  const manifests: Manifest[] = [];
  const unreadable: UnreadableManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const step of steps) {
    const { manifest, envelope, target } = step;
    if (manifest !== null && hasPlace(step)) manifests.push(manifest);
    else unreadable.push(unreadableFrom(envelope.document.value, target ?? null));
    diagnostics.push(...step.diagnostics, ...checkRules(step, surroundings));
  }
  return { manifests, unreadable, diagnostics };
}

function knownKinds(byKind: Declarations): readonly ManifestKindName[] {
  return ['Environment', 'Console', ...byKind.keys(), 'Removed'] as readonly ManifestKindName[];
}

function readEnvelopes(documents: readonly SourceDocument[], kinds: readonly ManifestKindName[]) {
  const envelopes: Envelope[] = [];
  const unreadable: UnreadableManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    const misplaced = refuseRule(document);
    if (misplaced !== undefined) {
      diagnostics.push(misplaced);
      continue;
    }
    const result = readEnvelope(document, kinds);
    if ('envelope' in result) envelopes.push(result.envelope);
    else if (document.file.selected || meansToBeOurs(document)) {
      diagnostics.push(result.diagnostic);
      unreadable.push(...result.unreadable);
    }
  }
  return { envelopes, unreadable, diagnostics };
}

/** In a parent folder, documents of other tools are no mistakes. */
function meansToBeOurs({ value }: SourceDocument): boolean {
  return isMap(value) && typeof value.apiVersion === 'string' && value.apiVersion.startsWith('muleteer/');
}

/** The rules of meaning, for what has the right shape. */
function checkRules({ manifest, envelope }: Step, surroundings: Surroundings): readonly Diagnostic[] {
  const { byKind, env, commands, used, realFolders } = surroundings;
  if (manifest === null) return [];
  if (manifest.kind === 'Removed') return checkRemoved(manifest, byKind);
  const repository = { root: envelope.document.file.root, realFolders };
  const declaration = byKind.get(manifest.kind);
  if (declaration !== undefined) {
    const files = checkFiles(manifest, declaration.files(manifest), repository);
    return [...checkLifecycle(manifest), ...declaration.check(manifest), ...files];
  }
  const { name } = manifest.metadata;
  const needed = (manifest.selected || used.has(name)) && commands.isMeant(name);
  return checkTarget({ manifest, env, repository, needed });
}

function hasPlace({ envelope, target }: Step): boolean {
  return target !== undefined || isTarget(envelope);
}
