import type { Effect, GoalId } from '../../model/call.ts';
import type { DeclaredComparison } from '../../model/comparison.ts';
import type { Draft, Drafted } from '../../model/draft.ts';
import { MuleteerError } from '../../model/errors.ts';
import { fact } from '../../model/facts.ts';
import { type Place, placeKey } from '../../model/resource.ts';
import { draft, drafted, effect } from '../draft.ts';
import type { Arrangement } from '../placement/arrangement.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';
import { bytesAt, bytesMissing, isDeployedOnly } from '../placement/deployed-bytes.ts';
import { artifactHeld, withKeptArtifact } from './kept-artifact.ts';
import { removeFormer } from './remove.ts';
import { rollbackOf } from './rollback.ts';
import { artifactEvidence, sha1Of, updateBody } from './sent-bodies.ts';
import { changeStatus, deployed, isStatus, setStatus } from './status-calls.ts';

export function draftUpdate(comparison: DeclaredComparison, arrangement: Arrangement): Drafted {
  const { desired, live, fields, key, recorded, movedFrom } = comparison;
  if (live === null) throw new MuleteerError('bug', `${key} is updated, but not live`);
  const changed = new Set(fields.map(({ path }) => path));
  const after = arrangement.membersFirst(key, placeKey(placeOf(comparison)));
  const status = desired.spec.desiredStatus;
  // Of a move that an earlier run began, the other half: once it is as declared here.
  const leave =
    movedFrom === null || arrangement.isCarried(movedFrom.key)
      ? []
      : [{ ...removeFormer(movedFrom, arrangement), needs: [fact.changed(key)] }];
  if (!changed.has('spec.artifact') && !changed.has('spec.properties')) {
    const change = isStatus(status) ? [{ ...changeStatus({ id: live.id, status, key }), after }] : [];
    return drafted({ drafts: [...change, ...leave] });
  }
  const { name } = desired.identity;
  const sending = withKeptArtifact(comparison, live);
  if (sending === null) return drafted({ waiting: [artifactHeld(name)] });
  if (isDeployedOnly(desired.spec) && bytesAt(live, desired.spec) === null)
    return drafted({ waiting: [bytesMissing(name)] });
  // The service may drop properties that somebody else set: they are not ours to send (contract, section 8).
  const known = comparison.declared.properties !== undefined || recorded?.spec.properties !== undefined;
  const losesConfig = desired.spec.properties === undefined && (known || recorded?.created !== true);
  const [send, ...rest] = sendArtifact(
    sending,
    { id: live.id, runs: live.spec.desiredStatus !== 'STOPPED', losesConfig, sha1: sha1Of(live) },
    { first: after, last: arrangement.leaveFirst(fact.changed(key)) },
  );
  const { writes, diagnostics } = rollbackOf(sending);
  return drafted({ drafts: [{ ...send, rollback: writes }, ...rest, ...leave], diagnostics });
}

interface Running {
  readonly id: GoalId;
  readonly runs: boolean;
  readonly losesConfig: boolean;
  /** Of the artifact that is there; null where nobody knows. */
  readonly sha1: string | null;
}

export function sendArtifact(
  { desired, key, live }: DeclaredComparison,
  { id, runs, losesConfig, sha1 }: Running,
  after: { readonly first: readonly string[]; readonly last: readonly string[] },
): readonly [Draft, ...Draft[]] {
  const status = desired.spec.desiredStatus;
  const expected = runs && status !== 'STOPPED' ? 'STARTED' : null;
  // Whether new bytes start a stopped application is not documented, so that its status is settled afterwards.
  const wanted = status ?? (runs ? 'STARTED' : 'STOPPED');
  const settles = wanted === 'STOPPED' || !runs;
  const { path, body } = updateBody(desired, live);
  const effects: readonly Effect[] = [
    ...(runs ? [effect('app-restart', key)] : []),
    ...(losesConfig ? [effect('config-loss', key)] : []),
  ];
  const send = draft({
    verb: 'send new artifact',
    method: 'PATCH',
    path: `${APPLICATIONS}/${id}${path}`,
    body,
    gives: [fact.deployed(key), ...(settles ? [] : [fact.changed(key)])],
    after: after.first,
    effects,
    evidence: artifactEvidence(id, sha1, sha1Of(desired)),
    writeOnly: ['properties', ...(sha1Of(desired) === null ? ['artifact'] : [])],
    goals: [deployed(id, expected, sha1Of(desired))],
  });
  if (!settles || !isStatus(wanted)) return [send];
  return [send, { ...setStatus({ id, status: wanted, key }), after: after.last }];
}

export function placeOf({ desired }: DeclaredComparison): Place {
  if (desired.identity.place !== null) return desired.identity.place;
  throw new MuleteerError('bug', `${desired.key} has no place`);
}
