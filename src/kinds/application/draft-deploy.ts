import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import type { Draft, Drafted, Fact, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { LateId } from '../../model/late-id.ts';
import { type LiveResource, placeKey } from '../../model/resource.ts';
import { draft, drafted, waiting } from '../draft.ts';
import type { Arrangement } from '../placement/arrangement.ts';
import { hasContent } from '../placement/copy-costs.ts';
import type { Copy } from '../placement/copy-plan.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';
import { isDeployedOnly } from '../placement/deployed-bytes.ts';
import { createFirst } from './create-first.ts';
import { placeOf, sendArtifact } from './draft-update.ts';
import { removeFormer } from './remove.ts';
import { rolloutOf } from './rollout.ts';
import { deployBody, sha1Of } from './sent-bodies.ts';
import { changeStatus, deployed, isStatus, setStatus } from './status-calls.ts';

/**
 * A first deployment, one at a new place, or one after the cluster was replaced, which took the application along.
 * Where one of our own calls leaves a copy on this very server, that is what becomes of it.
 */
export function draftDeploy(comparison: DeclaredComparison, world: World, arrangement: Arrangement): Drafted {
  const { key, movedFrom } = comparison;
  const wait = arrangement.deployWait(key);
  if (wait !== null) return drafted({ waiting: [wait] });
  // It cannot be made again, so that its place stays: what happens then is asked for once that is known.
  if (isDeployedOnly(comparison.desired.spec))
    return drafted({ through: [fact.exists(placeKey(placeOf(comparison)))] });
  const former =
    movedFrom === null || arrangement.isCarried(movedFrom.key) ? [] : [removeFormer(movedFrom, arrangement)];
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

/**
 * An earlier run brought it to its new place, and had no time, or no reason, to delete it here. Only where it was to
 * be there first does it matter how it is.
 */
export function finishMove(
  { desired }: DeclaredComparison,
  live: LiveResource,
  movedFrom: LiveResource,
  arrangement: Arrangement,
): Drafted {
  if (arrangement.isCarried(movedFrom.key)) return drafted({ through: [fact.gone(movedFrom.key)] });
  const isSafe = live.settled.state === 'settled' || rolloutOf(desired.manifest).replace === 'deleteFirst';
  if (isSafe) return drafted({ drafts: [removeFormer(movedFrom, arrangement)] });
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
    evidence: 'created',
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
  const live = {
    id: new LateId(key),
    runs: state.status === 'STARTED',
    losesConfig: false,
    sha1: sha1Of({ spec: { artifact: state.artifact } }),
  };
  const calls = hasContent(state, spec)
    ? isStatus(spec.desiredStatus)
      ? [changeStatus({ id: live.id, status: spec.desiredStatus, key })]
      : []
    : sendArtifact(comparison, live, { first: [], last: [] });
  return calls.map((call) => ({ ...call, needs: [...call.needs, fact.copied(key)] }));
}
