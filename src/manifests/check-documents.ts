import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration } from '../model/kind.ts';
import type { Manifest, TargetKindName, UnreadableManifest } from '../model/manifest.ts';
import { assignTargets, keyFor } from './assign-targets.ts';
import { type BuiltManifest, buildManifest } from './build-manifest.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { checkFiles } from './file-rules.ts';
import type { KindName } from './schemas.ts';
import { secretPlacesOfResource, secretPlacesOfTarget } from './secret-places.ts';
import { createSecretSources } from './secret-sources.ts';
import type { SourceDocument } from './source-document.ts';
import { checkTarget } from './target-rules.ts';
import { isMap, unreadableFrom } from './unreadable.ts';
import { NO_VALUES, readValueTable, type ValueTable } from './value-tables.ts';

export interface CheckRequest {
  readonly documents: readonly SourceDocument[];
  /** Documents that could not be parsed. */
  readonly broken: readonly UnreadableManifest[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly declarations: readonly Declaration[];
}

export interface CheckedDocuments {
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A document on its way to a manifest. */
interface Step extends BuiltManifest {
  readonly envelope: Envelope;
  readonly target: string | undefined;
}

type Declarations = ReadonlyMap<string, Declaration>;

/**
 * From documents to manifests: what each one is, which target it belongs to, its placeholders, its shape, and the
 * rules of its kind, in this order, since the values of a target fill the placeholders of its resources.
 */
export function checkDocuments({ documents, broken, env, declarations }: CheckRequest): CheckedDocuments {
  const byKind: Declarations = new Map(declarations.map((declaration) => [declaration.kind, declaration]));
  const read = readEnvelopes(documents, ['Environment', 'Console', ...byKind.keys()] as readonly KindName[]);
  const assigned = assignAll(read.envelopes, [...broken, ...read.unreadable], byKind);
  const steps = buildAll(read.envelopes, assigned.targetOf, byKind, env);
  const used = new Set(
    steps.filter(({ envelope }) => envelope.document.file.selected).map(({ target }) => target),
  );
  return {
    manifests: steps.flatMap((step) => (step.manifest !== null && hasPlace(step) ? [step.manifest] : [])),
    unreadable: [...read.unreadable, ...steps.flatMap(unusable)],
    diagnostics: [
      ...read.diagnostics,
      ...assigned.diagnostics,
      ...steps.flatMap((step) => [...step.diagnostics, ...checkRules(step, byKind, env, used)]),
    ],
  };
}

function readEnvelopes(documents: readonly SourceDocument[], kinds: readonly KindName[]) {
  const envelopes: Envelope[] = [];
  const unreadable: UnreadableManifest[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
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

function assignAll(
  envelopes: readonly Envelope[],
  unreadable: readonly UnreadableManifest[],
  byKind: Declarations,
) {
  const targets = envelopes.filter(isTarget);
  return assignTargets({
    resources: envelopes.flatMap((envelope) => {
      const targetKind = byKind.get(envelope.kind)?.targetKind;
      return targetKind === undefined ? [] : [{ envelope, targetKind }];
    }),
    targets: targets.flatMap(({ kind, metadata: { name }, document }) =>
      typeof name === 'string' ? [{ kind: kind as TargetKindName, name, folder: document.file.folder }] : [],
    ),
    incomplete:
      unreadable.some(({ kind }) => kind === null || isTargetKind(kind)) ||
      targets.some(({ metadata }) => typeof metadata.name !== 'string'),
  });
}

/** Targets first, since their values fill the placeholders of all others. The order stays that of the documents. */
function buildAll(
  envelopes: readonly Envelope[],
  targetOf: ReadonlyMap<Envelope, string>,
  byKind: Declarations,
  env: CheckRequest['env'],
): readonly Step[] {
  const secrets = createSecretSources(env);
  const targets = new Map<Envelope, BuiltManifest>();
  const tables = new Map<unknown, ValueTable>();
  for (const envelope of envelopes.filter(isTarget)) {
    const values = readValueTable(envelope, true);
    const built = buildManifest({
      envelope,
      secrets,
      values,
      isSecretPlace: secretPlacesOfTarget,
      target: {},
    });
    targets.set(envelope, built);
    tables.set(envelope.metadata.name, { ...values, complete: built.manifest !== null });
  }
  return envelopes.map((envelope) => {
    const declaration = byKind.get(envelope.kind);
    const built = targets.get(envelope);
    const target = targetOf.get(envelope);
    if (built !== undefined || declaration === undefined) return { ...EMPTY, ...built, envelope, target };
    const isSecretPlace = secretPlacesOfResource(declaration.fields);
    const place = target === undefined ? {} : { [keyFor(declaration.targetKind)]: target };
    const values = tables.get(target) ?? NO_VALUES;
    return {
      ...buildManifest({ envelope, secrets, values, isSecretPlace, target: place }),
      envelope,
      target,
    };
  });
}

const EMPTY: BuiltManifest = { manifest: null, diagnostics: [] };

/** The rules of meaning, for what has the right shape. */
function checkRules(
  { manifest, envelope }: Step,
  byKind: Declarations,
  env: CheckRequest['env'],
  used: ReadonlySet<string | undefined>,
): readonly Diagnostic[] {
  if (manifest === null) return [];
  const { root } = envelope.document.file;
  const declaration = byKind.get(manifest.kind);
  if (declaration !== undefined) {
    return [...declaration.check(manifest), ...checkFiles(manifest, declaration.files(manifest), root)];
  }
  return checkTarget({ manifest, env, root, needed: manifest.selected || used.has(manifest.metadata.name) });
}

function isTarget({ kind }: Envelope): boolean {
  return isTargetKind(kind);
}

function isTargetKind(kind: string): kind is TargetKindName {
  return kind === 'Environment' || kind === 'Console';
}

function hasPlace({ envelope, target }: Step): boolean {
  return target !== undefined || isTarget(envelope);
}

function unusable(step: Step): readonly UnreadableManifest[] {
  const { document } = step.envelope;
  return step.manifest !== null && hasPlace(step)
    ? []
    : [unreadableFrom(document.value, step.target ?? null)];
}
