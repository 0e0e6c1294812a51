import { resolve } from 'node:path';
import type { Comparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { MuleteerError } from '../../model/errors.ts';
import { fact } from '../../model/facts.ts';
import type { BodyValue, CallBody, Effect, FilePart, Goal, GoalId, Waiting } from '../../model/plan.ts';
import { type DesiredResource, type LiveResource, type Place, placeKey } from '../../model/resource.ts';
import { isSpecObject, type SpecObject } from '../../model/spec-value.ts';
import { draft, waiting } from '../draft.ts';
import { notRegistered } from '../join-needs.ts';
import { findOverlap } from './find-overlap.ts';

const APPLICATIONS = '/hybrid/api/v1/applications';

export function draftApplication(comparison: Comparison, world: World): Drafted {
  switch (comparison.action) {
    case 'create':
    case 'replace':
      return draftDeploy(comparison, world);
    case 'update':
      return { drafts: draftUpdate(comparison), waiting: [] };
    default:
      return { drafts: [], waiting: [] };
  }
}

/**
 * A first deployment, or one after the cluster was replaced, which took the application along. Deployed
 * applications start; one that is declared STOPPED is stopped once it is up (contract, section 8).
 */
function draftDeploy({ desired, key }: Comparison, world: World): Drafted {
  const place = placeOf(desired);
  const at = placeKey(place);
  const placeChange = world.comparison(at);
  const placeIsThere = placeChange?.live != null && placeChange.action !== 'replace';
  const needs = placeIsThere ? [] : [fact.exists(at)];
  if (needs.some((needed) => world.impossible(needed))) {
    return { drafts: [], waiting: [placeWaits(place, placeChange)] };
  }
  const overlap = findOverlap(desired, world);
  if (overlap !== null) return { drafts: [], waiting: [overlap] };
  const stopped = desired.spec.desiredStatus === 'STOPPED';
  const deploy = draft({
    verb: 'deploy',
    method: 'POST',
    path: APPLICATIONS,
    body: deployBody(desired, world.idOf(at)),
    needs,
    gives: [fact.exists(key), fact.deployed(key)],
    after: [fact.placed(at), fact.free(at), fact.joined(at)],
    goals: [deployed(world.idOf(key), stopped ? null : 'STARTED', sha1Of(desired))],
    creates: key,
  });
  return {
    drafts: [deploy, ...(stopped ? [setStatus({ id: world.idOf(key), status: 'STOPPED', desired })] : [])],
    waiting: [],
  };
}

function placeWaits(place: Place, placeChange: Comparison | undefined): Waiting {
  if (placeChange?.obstacle != null) return placeChange.obstacle;
  if (place.kind === 'Server' && placeChange !== undefined) return notRegistered(placeChange.desired);
  if (placeChange !== undefined && !placeChange.desired.selected)
    return waiting('not_selected', `${place.name} is not there yet, and is not part of this run`);
  return waiting('awaiting_registration', `${place.name} is not there, and cannot be made yet`);
}

function draftUpdate({ desired, live, fields, key }: Comparison): readonly Draft[] {
  if (live === null) throw new MuleteerError('bug', `${key} is updated, but not live`);
  const changed = new Set(fields.map(({ path }) => path));
  const status = desired.spec.desiredStatus;
  if (!changed.has('spec.artifact')) {
    return status === 'STARTED' || status === 'STOPPED'
      ? [changeStatus({ id: live.id, status, desired })]
      : [];
  }
  const runs = live.spec.desiredStatus === 'STARTED';
  const expected = status === 'STARTED' && runs ? 'STARTED' : status === undefined && runs ? 'STARTED' : null;
  const send = draft({
    verb: 'send new artifact',
    method: 'PATCH',
    path: `${APPLICATIONS}/${live.id}`,
    body: { type: 'multipart', fields: configurationField(desired), file: filePart(desired) },
    gives: [fact.deployed(key)],
    after: [fact.placed(placeKey(placeOf(desired)))],
    effects: [
      ...(runs ? [appRestart(live)] : []),
      ...(desired.spec.properties === undefined ? [configLoss(live)] : []),
    ],
    goals: [deployed(live.id, expected, sha1Of(desired))],
  });
  // Whether new bytes start a stopped application is not documented, so that its status is settled afterwards.
  const wanted = status ?? (runs ? 'STARTED' : 'STOPPED');
  const settles = wanted === 'STOPPED' || !runs;
  return settles && isStatus(wanted) ? [send, setStatus({ id: live.id, status: wanted, desired })] : [send];
}

function isStatus(value: unknown): value is 'STARTED' | 'STOPPED' {
  return value === 'STARTED' || value === 'STOPPED';
}

interface StatusChange {
  readonly id: GoalId;
  readonly status: 'STARTED' | 'STOPPED';
  readonly desired: DesiredResource;
}

/** The only call of a change, once the members of its place are settled. */
function changeStatus(change: StatusChange): Draft {
  return { ...statusCall(change), after: [fact.placed(placeKey(placeOf(change.desired)))] };
}

/** The second call after a deployment; left out when the application has the status already. */
function setStatus(change: StatusChange): Draft {
  return {
    ...statusCall(change),
    needs: [fact.deployed(change.desired.key)],
    unlessStatus: change.status,
  };
}

function statusCall({ id, status, desired: { key } }: StatusChange): Draft {
  return draft({
    verb: status === 'STARTED' ? 'start' : 'stop',
    method: 'PATCH',
    path: `${APPLICATIONS}/${id}`,
    body: { type: 'json', value: { desiredStatus: status } },
    effects: status === 'STOPPED' ? [{ class: 'app-stop', subject: key, reversible: true }] : [],
    goals: [deployed(id, status, null)],
  });
}

function deployBody(desired: DesiredResource, targetId: GoalId): CallBody {
  const artifactName = desired.identity.name;
  const artifact = isSpecObject(desired.spec.artifact) ? desired.spec.artifact : {};
  if (!isSpecObject(artifact.exchange)) {
    const fields = { artifactName, targetId, ...configurationField(desired) };
    return { type: 'multipart', fields, file: filePart(desired) };
  }
  return {
    type: 'json',
    value: {
      artifactName,
      targetId,
      applicationSource: { source: 'EXCHANGE', ...exchangeCoordinates(artifact.exchange) },
      ...configurationField(desired),
    },
  };
}

/** The organization of an asset is its group id, unless the manifest names another (reference, section 8.4). */
function exchangeCoordinates(exchange: SpecObject): Record<string, BodyValue> {
  const { organizationId, groupId, artifactId, version } = exchange;
  return {
    organizationId: String(organizationId ?? groupId ?? ''),
    groupId: String(groupId ?? ''),
    artifactId: String(artifactId ?? ''),
    version: String(version ?? ''),
  };
}

/** Always the complete set of properties, and nothing where none are declared (reference, unknown 7). */
function configurationField({ identity, spec }: DesiredResource): Record<string, BodyValue> {
  if (!isSpecObject(spec.properties)) return {};
  const service = { applicationName: identity.name, properties: spec.properties as BodyValue };
  return { configuration: { 'mule.agent.application.properties.service': service } };
}

function filePart({ spec, manifest, key }: DesiredResource): FilePart {
  const artifact = isSpecObject(spec.artifact) ? spec.artifact : {};
  const { file, fileName, sha1, size } = artifact;
  if (
    typeof file !== 'string' ||
    typeof fileName !== 'string' ||
    typeof sha1 !== 'string' ||
    typeof size !== 'number'
  ) {
    throw new MuleteerError('bug', `the artifact of ${key} was not looked at before planning`);
  }
  return { path: resolve(manifest.folder, file), fileName, sha1, size };
}

function sha1Of({ spec }: DesiredResource): string | null {
  const sha1 = isSpecObject(spec.artifact) ? spec.artifact.sha1 : undefined;
  return typeof sha1 === 'string' ? sha1 : null;
}

function placeOf({ identity, key }: DesiredResource): Place {
  if (identity.place !== null) return identity.place;
  throw new MuleteerError('bug', `${key} has no place`);
}

function deployed(applicationId: GoalId, status: 'STARTED' | 'STOPPED' | null, sha1: string | null): Goal {
  return { until: 'deployed', applicationId, serverIds: null, status, sha1 };
}

function appRestart({ key }: LiveResource): Effect {
  return { class: 'app-restart', subject: key, reversible: true };
}

/** The service may drop properties that somebody else set: they are not ours to send (contract, section 8). */
function configLoss({ key }: LiveResource): Effect {
  return { class: 'config-loss', subject: key, reversible: true };
}
