import { MAX_ARCHIVE_BYTES } from '../../artifacts/archive.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FieldRule } from '../../model/fields.ts';
import type { Declaration, Declared, FileReference, Reference } from '../../model/kind.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../../model/manifest.ts';
import type { Place } from '../../model/resource.ts';
import type { Secret } from '../../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';
import { checkAll, dashedName, findRepeated } from '../declaration-rules.ts';
import { checkArtifact } from './artifact-rules.ts';
import { canonicalArtifact } from './remote-source.ts';

export interface ExchangeAsset {
  readonly organizationId?: string;
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

export interface MavenRelease {
  readonly repository: string;
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly classifier: string;
}

interface WrittenDigest {
  readonly sha1?: string;
  readonly sha256?: string;
}

/** What runs, known by its digest: the bytes are nowhere but with the service. */
export interface DeployedBytes {
  readonly sha1: string;
  readonly fileName?: string;
}

/** An Application's spec in canonical form: one resource a place. One that is only observed may say less. */
export interface ApplicationSpec {
  readonly target: WrittenPlace;
  /** A file is relative to the manifest, as written; a URL has no query, and a repository no credentials. */
  readonly artifact?:
    | { readonly file: string }
    | { readonly exchange: ExchangeAsset }
    | ({ readonly url: string } & WrittenDigest)
    | ({ readonly maven: MavenRelease } & WrittenDigest)
    | { readonly deployed: DeployedBytes };
  readonly desiredStatus?: 'STARTED' | 'STOPPED';
  readonly properties?: Readonly<Record<string, string | Secret>>;
}

type WrittenPlace =
  | { readonly cluster: string }
  | { readonly serverGroup: string }
  | { readonly server: string };

interface WrittenSpec extends Omit<ApplicationSpec, 'target'> {
  readonly target?: WrittenPlace;
  readonly targets?: readonly WrittenPlace[];
  /** How we act, not what is wanted: see `rollout.ts`. */
  readonly rollout?: SpecObject;
}

const fields: { readonly [Field in keyof Required<ApplicationSpec>]: FieldRule } = {
  target: { compare: 'identity' },
  artifact: { compare: 'digest', secretBelow: ['maven', 'credentials'] },
  desiredStatus: { compare: 'value', assumed: 'STARTED' },
  properties: { compare: 'value', writeOnly: true, secret: true, redacted: true },
};

export const applicationDeclaration: Declaration = {
  kind: 'Application',
  targetKind: 'Environment',
  fields,
  declare,
  check: checkAll([dashedName(3, 42), checkRepeatedPlaces, checkArtifact, checkPropertyCount]),
  references: findReferences,
  files: findFiles,
  whyUndeletable: () => null,
  express: ({ target, artifact, desiredStatus }) => ({
    ...(target === undefined ? {} : { target }),
    ...deployedArtifact(artifact),
    ...(desiredStatus === 'STARTED' || desiredStatus === 'STOPPED' ? { desiredStatus } : {}),
  }),
};

/** Where a document names its archive. */
export const ARTIFACT_FILE: DocumentPath = ['spec', 'artifact', 'file'];
function deployedArtifact(artifact: SpecValue | undefined): SpecObject {
  const { sha1, fileName } = isSpecObject(artifact) ? artifact : {};
  if (typeof sha1 !== 'string') return {};
  return { artifact: { deployed: { sha1, ...(typeof fileName === 'string' ? { fileName } : {}) } } };
}

/** Source: Runtime Manager reference, section 11. */
const RECOMMENDED_PROPERTIES = 300;

function declare(manifest: Manifest): readonly Declared[] {
  return placesIn(manifest).map((written) => ({
    identity: { kind: 'Application', name: manifest.metadata.name, place: placeOf(written) },
    spec: canonicalSpec(manifest, written),
  }));
}

/** Key by key: after spreading the engine holds a shape for each of them. */
function canonicalSpec({ spec }: Manifest, written: WrittenPlace): SpecObject {
  const { artifact } = spec;
  const canonical: Record<string, SpecValue> = { target: written };
  if (isSpecObject(artifact)) canonical.artifact = canonicalArtifact(artifact);
  for (const [key, value] of Object.entries(spec)) if (!NOT_AS_WRITTEN.includes(key)) canonical[key] = value;
  return canonical;
}

const NOT_AS_WRITTEN: readonly string[] = ['target', 'targets', 'rollout', 'artifact'];

/** `checkShape` has held the manifest to the schema that this type writes down. */
function specOf(manifest: Manifest): WrittenSpec {
  return manifest.spec as unknown as WrittenSpec;
}

function placesIn(manifest: Manifest): readonly WrittenPlace[] {
  const { target, targets = [] } = specOf(manifest);
  return target === undefined ? targets : [target];
}

function placeOf(written: WrittenPlace): Place {
  if ('cluster' in written) return { kind: 'Cluster', name: written.cluster };
  if ('serverGroup' in written) return { kind: 'ServerGroup', name: written.serverGroup };
  return { kind: 'Server', name: written.server };
}

function findReferences(manifest: Manifest): readonly Reference[] {
  const isSingle = specOf(manifest).target !== undefined;
  return placesIn(manifest).map((written, index) => {
    const { kind, name } = placeOf(written);
    const [key = ''] = Object.keys(written);
    const path = isSingle ? ['spec', 'target', key] : ['spec', 'targets', index, key];
    return { kind, name, path, exclusive: false };
  });
}

function findFiles(manifest: Manifest): readonly FileReference[] {
  const { artifact } = specOf(manifest);
  if (artifact === undefined || !('file' in artifact)) return [];
  return [{ path: ARTIFACT_FILE, file: artifact.file, use: 'read', maxBytes: MAX_ARCHIVE_BYTES }];
}

function checkRepeatedPlaces(manifest: Manifest): readonly Diagnostic[] {
  if (specOf(manifest).targets === undefined) return [];
  const places = findReferences(manifest).map(({ kind, name, path }) => ({ name: `${kind} ${name}`, path }));
  return findRepeated(manifest, places, 'targets');
}

function checkPropertyCount(manifest: Manifest): readonly Diagnostic[] {
  const count = Object.keys(specOf(manifest).properties ?? {}).length;
  if (count <= RECOMMENDED_PROPERTIES) return [];
  const message = `${manifest.metadata.name} has ${count} properties; at most ${RECOMMENDED_PROPERTIES} are recommended`;
  const about = { code: 'many_properties', severity: 'warning', message } as const;
  return [manifestDiagnostic(manifest, ['spec', 'properties'], about)];
}
