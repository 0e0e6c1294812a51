/** From one difference of a plan to the edits of its manifest, and to what cannot be taken. */

import { dirname, join } from 'node:path';
import { adoptedValues } from '../authoring/adopted-values.ts';
import { towardLive } from '../authoring/toward-live.ts';
import { declarations } from '../kinds/index.ts';
import type { Change } from '../model/change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { asObject, type Json } from '../model/json.ts';
import { manifestDiagnostic } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import { storedFile } from '../model/stored-file.ts';
import type { ManifestEdits } from './edit-manifests.ts';
import { type ArtifactsWanted, fetchArtifact } from './fetch-artifact.ts';
import type { MadePlan } from './make-plan.ts';

export interface Taken extends ManifestEdits {
  readonly resource: DesiredResource;
  readonly left: readonly Diagnostic[];
}

export interface Taking {
  readonly change: Change;
  readonly resource: DesiredResource;
  readonly made: MadePlan;
  readonly artifacts: ArtifactsWanted;
}

/** What one manifest would have to say. */
export async function takeLive(taking: Taking): Promise<Taken> {
  const { change, resource } = taking;
  const { manifest } = resource;
  const declaration = declarations.find(({ kind }) => kind === change.kind);
  const nothing = { manifest, resource, edits: [], left: [] };
  if (declaration === undefined) return nothing;
  const { wanted, left } = adoptedValues(change, declaration, manifest.spec);
  const written = asObject(manifest.written);
  const raw = asObject(written?.spec) ?? {};
  const parts = await Promise.all(
    Object.entries(wanted).map(async ([field, value]) => {
      const live = field === 'artifact' ? await artifactFor(value, raw.artifact, taking) : value;
      return towardLive({ raw: raw[field], resolved: manifest.spec[field], wanted: live }, ['spec', field]);
    }),
  );
  return {
    ...nothing,
    edits: parts.flatMap(({ edits }) => edits),
    left: [
      ...left.map(({ path, why }) => tell(change, resource, path, why)),
      ...parts.flatMap((part) => part.left).map((path) => tell(change, resource, path, COMPUTED)),
    ],
  };
}

const COMPUTED =
  'it is not written here, but filled in: change the value that it comes from, or write it out';

function tell(
  { address }: Change,
  { manifest }: DesiredResource,
  path: string | readonly (string | number)[],
  why: string,
): Diagnostic {
  const steps = typeof path === 'string' ? path.split('.') : path;
  const about = steps.join('.') === '' ? '' : ` ${steps.join('.')}`;
  const message = `${address}${about} is left as it is: ${why}`;
  return manifestDiagnostic(manifest, steps[0] === '' ? ['metadata', 'name'] : steps, {
    code: 'not_adopted',
    message,
    address,
  });
}

/** A file beside the one that is named now, where it is to be downloaded. */
async function artifactFor(
  value: Json,
  raw: unknown,
  { change, resource, made, artifacts }: Taking,
): Promise<Json> {
  const live = asObject(asObject(asObject(change.before?.value)?.spec)?.artifact);
  const provider = made.providers.get(change.target);
  const heldBy = change.records?.resource.remoteId;
  if (artifacts === 'digest' || live === undefined || provider === undefined || heldBy == null) return value;
  const stored = storedFile(heldBy, live);
  if (stored === null) return value;
  const named = asObject(raw)?.file;
  const folder = typeof named === 'string' && !named.includes('${') ? dirname(named) : 'artifacts';
  const name = await fetchArtifact(
    stored,
    resource.manifest.fileAt(['spec', 'artifact', 'file'], folder),
    provider,
  );
  return { file: `./${join(folder, name).replaceAll('\\', '/')}` };
}
