import { userGroupPath, userGroupsPath } from '../../mmc/client.ts';
import type { Effect } from '../../model/call.ts';
import type { Comparison, DeclaredComparison, DepartingComparison } from '../../model/comparison.ts';
import type { Draft, Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { LiveResource } from '../../model/resource.ts';
import type { SpecObject, SpecValue } from '../../model/spec-value.ts';
import { draft, drafted, effect, NOTHING } from '../draft.ts';
import { inTrade, isRenamed, nameNeeds } from '../rename.ts';

/**
 * POST for a new group, PUT for everything else, always with all three fields: what an omitted one means is not
 * documented (MMC reference, Q2 and Q3). A PUT whose body has another name renames (Q1).
 * The provider puts the path of the console in front.
 */
export function draftUserGroup(comparison: Comparison, world: World): Drafted {
  if (comparison.desired === null) return drafted({ drafts: [remove(comparison)] });
  if (comparison.action === 'keep') return NOTHING;
  const { live } = comparison;
  if (live !== null && !isRenamed(comparison)) return drafted({ drafts: [update(comparison, live)] });
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return drafted({ waiting: waits });
  if (live === null) return drafted({ drafts: [create(comparison, needs)] });
  const kept = completeSpec({}, live);
  const drafts = inTrade({
    comparison,
    world,
    needs,
    rename: (to) => put({ from: live.liveName, to, spec: kept, live }),
    finish: (from) => renameAndUpdate(comparison, live, from),
  });
  return drafted({ drafts });
}

function create(comparison: DeclaredComparison, needs: readonly string[]): Draft {
  const { key, desired } = comparison;
  const { name } = desired.identity;
  const spec = completeSpec(desired.spec, null);
  return draft({
    verb: 'create',
    method: 'POST',
    path: userGroupsPath(''),
    ...sent(name, spec),
    needs,
    gives: [fact.exists(key)],
    creates: key,
  });
}

function update({ desired }: DeclaredComparison, live: LiveResource): Draft {
  return put({ from: live.liveName, to: live.liveName, spec: completeSpec(desired.spec, live), live });
}

function renameAndUpdate({ desired }: DeclaredComparison, live: LiveResource, from: string): Draft {
  return put({ from, to: desired.identity.name, spec: completeSpec(desired.spec, live), live });
}

interface Put {
  readonly from: string;
  readonly to: string;
  readonly spec: CompleteSpec;
  readonly live: LiveResource;
}

function put({ from, to, spec, live }: Put): Draft {
  return draft({
    verb: from === to ? 'update' : `rename to ${to}`,
    method: 'PUT',
    path: userGroupPath('', from),
    ...sent(to, spec),
    effects: accessLoss(live, spec.permissions),
  });
}

function sent(name: string, spec: CompleteSpec) {
  const { description, permissions } = spec;
  const matches = [{ until: 'matches', kind: 'UserGroup', name, spec }] as const;
  return {
    body: { type: 'json' as const, value: { name, description, permissions } },
    evidence: matches,
    goals: matches,
    lane: CONSOLE,
  };
}

function remove({ key, live }: DepartingComparison): Draft {
  const gone = [{ until: 'gone', kind: 'UserGroup', id: live.id }] as const;
  return draft({
    verb: 'delete',
    method: 'DELETE',
    path: userGroupPath('', live.liveName),
    body: { type: 'none' },
    evidence: gone,
    gives: [fact.gone(key), fact.nameFree(`UserGroup/${live.liveName}`)],
    effects: [effect('access-loss', key)],
    goals: gone,
    lane: CONSOLE,
  });
}

/** One write at a time: the console locks its whole store for each (MMC reference, section 5). */
const CONSOLE = 'console';

interface CompleteSpec extends SpecObject {
  /** A text, or what stands for it. */
  readonly description: SpecValue;
  readonly permissions: readonly string[];
}

function completeSpec(desired: SpecObject, live: LiveResource | null): CompleteSpec {
  return {
    description: desired.description ?? live?.spec.description ?? '',
    permissions: names(desired.permissions ?? live?.spec.permissions),
  };
}

function names(value: SpecValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function accessLoss(live: LiveResource, permissions: readonly string[]): readonly Effect[] {
  const lost = names(live.spec.permissions).some((one) => !permissions.includes(one));
  return lost ? [effect('access-loss', live.key)] : [];
}
