/** What puts an application back as it was, should its update fail: the artifact that it has now, its properties, its status. */

import type { Write } from '../../model/call.ts';
import type { DeclaredComparison } from '../../model/comparison.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { manifestDiagnostic } from '../../model/manifest.ts';
import type { LiveResource } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';
import { storedFile } from '../../model/stored-file.ts';
import { effect, write } from '../draft.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';
import { previousProperties } from './previous-properties.ts';
import { rolloutOf } from './rollout.ts';
import { type ArtifactSource, artifactEvidence, sha1Of, updateBodyOf } from './sent-bodies.ts';
import { deployed, restoreStatus } from './status-calls.ts';

export interface Rollback {
  readonly writes: readonly Write[];
  /** Why there is none, where the manifest asks for one. */
  readonly diagnostics: readonly Diagnostic[];
}

export function rollbackOf(comparison: DeclaredComparison): Rollback {
  const { desired, live } = comparison;
  if (live === null || rolloutOf(desired.manifest).onFailure === 'stop')
    return { writes: [], diagnostics: [] };
  const source = previousSource(comparison, live);
  if ('unknown' in source) return impossible(comparison, source.unknown);
  const previous = previousProperties(comparison);
  if ('unknown' in previous) return impossible(comparison, previous.unknown);
  const { id, key } = live;
  const stopped = live.spec.desiredStatus === 'STOPPED';
  const { path, body } = updateBodyOf(source, desired.identity.name, previous.properties ?? undefined);
  const sha1 = 'file' in source ? source.file.sha1 : null;
  const back = write({
    verb: `roll back to ${titleOf(source)}`,
    method: 'PATCH',
    path: `${APPLICATIONS}/${id}${path}`,
    body,
    evidence: artifactEvidence(id, sha1Of(desired), sha1),
    effects: [effect('app-restart', key)],
    goals: [deployed(id, stopped ? null : 'STARTED', sha1)],
  });
  const writes = stopped ? [back, restoreStatus({ id, status: 'STOPPED', key })] : [back];
  return { writes, diagnostics: [] };
}

function impossible({ desired: { manifest } }: DeclaredComparison, why: string): Rollback {
  const diagnostic = manifestDiagnostic(manifest, ['spec', 'rollout', 'onFailure'], {
    severity: 'warning',
    code: 'rollback_impossible',
    message: `rollback not possible: ${why}`,
    hint: 'should the update fail, it stops there',
  });
  return { writes: [], diagnostics: [diagnostic] };
}

/** Coordinates where the record knows that they were sent last, otherwise the bytes that the service has. */
function previousSource(
  { desired, recorded }: DeclaredComparison,
  live: LiveResource,
): ArtifactSource | { readonly unknown: string } {
  const { name } = desired.identity;
  // What is broken already is no place to go back to.
  if (live.settled.state === 'failed')
    return { unknown: `${name} is not healthy now (${live.settled.message})` };
  const applied = recorded?.spec.artifact;
  const sent = recorded?.remoteId === live.id && !recorded.unverified.includes('artifact');
  if (sent && isSpecObject(applied) && isSpecObject(applied.exchange)) return { exchange: applied.exchange };
  const file = storedFile(live.id, live.spec.artifact);
  return file === null ? { unknown: `the service does not tell the digest of what ${name} runs` } : { file };
}

function titleOf(source: ArtifactSource): string {
  if ('file' in source) return source.file.fileName;
  return `${source.exchange.artifactId} ${source.exchange.version}`;
}
