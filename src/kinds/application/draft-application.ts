import type { Effect, GoalId, Write } from '../../model/call.ts';
import {
  type Comparison,
  type DeclaredComparison,
  type DepartingComparison,
  isActive,
} from '../../model/comparison.ts';
import type { Draft, Drafted, Fact, World } from '../../model/draft.ts';
import { MuleteerError } from '../../model/errors.ts';
import { fact } from '../../model/facts.ts';
import { LateId } from '../../model/late-id.ts';
import { type LiveResource, type Place, placeKey } from '../../model/resource.ts';
import { draft, drafted, effect, NOTHING, waiting } from '../draft.ts';
import { type Arrangement, arrangementOf } from '../placement/arrangement.ts';
import type { Copy } from '../placement/copies.ts';
import { hasContent } from '../placement/copy-costs.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';
import { createFirst } from './create-first.ts';
import { rollbackOf } from './rollback.ts';
import { type Rollout, rolloutOf } from './rollout.ts';
import { deployBody, sha1Of, updateBody } from './sent-bodies.ts';
import { changeStatus, deployed, isStatus, setStatus } from './status-calls.ts';

export function draftApplication(comparison: Comparison, world: World): Drafted {
  const arrangement = arrangementOf(world);
  if (comparison.desired === null) return draftDelete(comparison, arrangement);
  return withTimeout(draftDeclared(comparison, world, arrangement), rolloutOf(comparison.desired.manifest));
}

function withTimeout(found: Drafted, { healthTimeout }: Rollout): Drafted {
  if (healthTimeout === null) return found;
  const timed = <One extends Write>(one: One): One => ({ ...one, timeout: healthTimeout });
  const drafts = found.drafts.map((one) => ({ ...timed(one), rollback: one.rollback.map(timed) }));
  return { ...found, drafts };
}

function draftDeclared(comparison: DeclaredComparison, world: World, arrangement: Arrangement): Drafted {
  switch (comparison.action) {
    case 'create':
    case 'replace':
      // What goes down with its place has to be deployed again, wherever it came from.
      return comparison.movedFrom !== null && comparison.live !== null && comparison.cause !== 'dependency'
        ? finishMove(comparison.live, comparison.movedFrom, arrangement)
        : draftDeploy(comparison, world, arrangement);
    case 'update':
      return draftUpdate(comparison, arrangement);
    default:
      return NOTHING;
  }
}

function draftDelete({ live }: DepartingComparison, arrangement: Arrangement): Drafted {
  return arrangement.isCarried(live.key)
    ? drafted({ through: [fact.gone(live.key)] })
    : drafted({ drafts: [remove(live, arrangement)] });
}

function remove(live: LiveResource, arrangement: Arrangement): Draft {
  const runs = live.spec.desiredStatus !== 'STOPPED';
  return draft({
    verb: 'delete',
    method: 'DELETE',
    path: `${APPLICATIONS}/${live.id}`,
    body: { type: 'none' },
    gives: [fact.gone(live.key)],
    after: arrangement.leaveFirst(fact.gone(live.key)),
    effects: runs ? [effect('app-stop', live.key)] : [],
    goals: [{ until: 'gone', kind: 'Application', id: live.id }],
  });
}

/**
 * A first deployment, one at a new place, or one after the cluster was replaced, which took the application along.
 * Where one of our own calls leaves a copy on this very server, that is what becomes of it.
 */
function draftDeploy(comparison: DeclaredComparison, world: World, arrangement: Arrangement): Drafted {
  const { key, movedFrom } = comparison;
  const wait = arrangement.deployWait(key);
  if (wait !== null) return drafted({ waiting: [wait] });
  const former =
    movedFrom === null || arrangement.isCarried(movedFrom.key) ? [] : [remove(movedFrom, arrangement)];
  const copy = arrangement.copy(key);
  if (copy?.becomes === 'adopt') return drafted({ drafts: former, through: [fact.copied(key)] });
  if (copy?.becomes === 'update') return drafted({ drafts: [...former, ...takeOver(comparison, copy)] });
  const twins = twinsGone(comparison, world, arrangement);
  const { possible, diagnostics } = createFirst(comparison, twins, { world, arrangement });
  if (possible) {
    const last = former.map((one) => ({ ...one, needs: [fact.changed(key)] }));
    return drafted({ drafts: [...deploy(comparison, twins, world, arrangement), ...last] });
  }
  const gone = movedFrom === null ? twins : [fact.gone(movedFrom.key), ...twins];
  return drafted({ drafts: [...former, ...deploy(comparison, gone, world, arrangement)], diagnostics });
}

/** An earlier run deployed it at its new place first, and had no time, or no reason, to delete it here. */
function finishMove(live: LiveResource, movedFrom: LiveResource, arrangement: Arrangement): Drafted {
  if (arrangement.isCarried(movedFrom.key)) return drafted({ through: [fact.gone(movedFrom.key)] });
  if (live.settled.state === 'settled') return drafted({ drafts: [remove(movedFrom, arrangement)] });
  const [name, there] = [live.identity.name, live.identity.place?.name];
  const message = `${name} is not healthy on ${there} yet (${live.settled.message})`;
  return drafted({ waiting: [waiting('not_healthy', message)] });
}

/** Deployed applications start; one that is declared STOPPED is stopped once it is up (contract, section 8). */
function deploy(
  comparison: DeclaredComparison,
  first: readonly Fact[],
  world: World,
  arrangement: Arrangement,
): readonly Draft[] {
  const { desired, key } = comparison;
  const place = placeOf(comparison);
  const at = placeKey(place);
  const stopped = desired.spec.desiredStatus === 'STOPPED';
  const call = draft({
    verb: 'deploy',
    method: 'POST',
    path: APPLICATIONS,
    body: deployBody(desired, world.idOf(at)),
    needs: [...(placeIsThere(at, world) ? [] : [fact.exists(at)]), ...first],
    gives: [fact.exists(key), fact.deployed(key), ...(stopped ? [] : [fact.changed(key)])],
    after: arrangement.membersFirst(key, at),
    goals: [deployed(world.idOf(key), stopped ? null : 'STARTED', sha1Of(desired))],
    creates: key,
  });
  if (!stopped) return [call];
  const stop = setStatus({ id: world.idOf(key), status: 'STOPPED', key });
  return [call, { ...stop, after: arrangement.leaveFirst(fact.changed(key)) }];
}

function placeIsThere(at: string, world: World): boolean {
  const comparison = world.comparison(at);
  if (comparison === undefined) return true;
  return comparison.live !== null && !(comparison.action === 'replace' && isActive(comparison));
}

/** A server runs one application of a name: the other one must be gone, or the server out of its group. */
function twinsGone(
  { desired }: DeclaredComparison,
  world: World,
  arrangement: Arrangement,
): readonly string[] {
  const { place, name } = desired.identity;
  if (place === null) return [];
  const at = placeKey(place);
  const named = (where: string): readonly LiveResource[] =>
    world.liveAt(where).filter(({ identity }) => identity.name === name);
  if (place.kind === 'Server') {
    const home = arrangement.homeOf(at);
    if (home === null || named(home).length === 0) return [];
    return arrangement.staysIn(at, home) ? named(home).map(({ key }) => fact.gone(key)) : [fact.free(at)];
  }
  return arrangement.membersOf(at).flatMap((server) => named(server).map(({ key }) => fact.gone(key)));
}

/** The copy is there, but not as declared. */
function takeOver(comparison: DeclaredComparison, { key, state }: Copy): readonly Draft[] {
  const { spec } = comparison.desired;
  const live = { id: new LateId(key), runs: state.status === 'STARTED', losesConfig: false };
  const calls = hasContent(state, spec)
    ? isStatus(spec.desiredStatus)
      ? [changeStatus({ id: live.id, status: spec.desiredStatus, key })]
      : []
    : sendArtifact(comparison, live, { first: [], last: [] });
  return calls.map((call) => ({ ...call, needs: [...call.needs, fact.copied(key)] }));
}

function draftUpdate(comparison: DeclaredComparison, arrangement: Arrangement): Drafted {
  const { desired, live, fields, key, recorded, movedFrom } = comparison;
  if (live === null) throw new MuleteerError('bug', `${key} is updated, but not live`);
  const changed = new Set(fields.map(({ path }) => path));
  const after = arrangement.membersFirst(key, placeKey(placeOf(comparison)));
  const status = desired.spec.desiredStatus;
  // Of a move that an earlier run began, the other half: once it is as declared here.
  const leave =
    movedFrom === null || arrangement.isCarried(movedFrom.key)
      ? []
      : [{ ...remove(movedFrom, arrangement), needs: [fact.changed(key)] }];
  if (!changed.has('spec.artifact') && !changed.has('spec.properties')) {
    const change = isStatus(status) ? [{ ...changeStatus({ id: live.id, status, key }), after }] : [];
    return drafted({ drafts: [...change, ...leave] });
  }
  // The service may drop properties that somebody else set: they are not ours to send (contract, section 8).
  const known = comparison.declared.properties !== undefined || recorded?.spec.properties !== undefined;
  const losesConfig = desired.spec.properties === undefined && (known || recorded?.created !== true);
  const [send, ...rest] = sendArtifact(
    comparison,
    { id: live.id, runs: live.spec.desiredStatus !== 'STOPPED', losesConfig },
    { first: after, last: arrangement.leaveFirst(fact.changed(key)) },
  );
  const { writes, diagnostics } = rollbackOf(comparison);
  return drafted({ drafts: [{ ...send, rollback: writes }, ...rest, ...leave], diagnostics });
}

interface Running {
  readonly id: GoalId;
  readonly runs: boolean;
  readonly losesConfig: boolean;
}

function sendArtifact(
  { desired, key }: DeclaredComparison,
  { id, runs, losesConfig }: Running,
  after: { readonly first: readonly string[]; readonly last: readonly string[] },
): readonly [Draft, ...Draft[]] {
  const status = desired.spec.desiredStatus;
  const expected = runs && status !== 'STOPPED' ? 'STARTED' : null;
  // Whether new bytes start a stopped application is not documented, so that its status is settled afterwards.
  const wanted = status ?? (runs ? 'STARTED' : 'STOPPED');
  const settles = wanted === 'STOPPED' || !runs;
  const { path, body } = updateBody(desired);
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
    goals: [deployed(id, expected, sha1Of(desired))],
  });
  if (!settles || !isStatus(wanted)) return [send];
  return [send, { ...setStatus({ id, status: wanted, key }), after: after.last }];
}

function placeOf({ desired }: DeclaredComparison): Place {
  if (desired.identity.place !== null) return desired.identity.place;
  throw new MuleteerError('bug', `${desired.key} has no place`);
}
