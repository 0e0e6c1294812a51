import { userGroupPath, userGroupsPath } from '../../mmc/client.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Drafted, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { Effect } from '../../model/plan.ts';
import type { LiveResource } from '../../model/resource.ts';
import type { SpecObject, SpecValue } from '../../model/spec-value.ts';
import { draft } from '../draft.ts';
import { formerKey, nameNeeds } from '../rename.ts';

/**
 * POST for a new group, PUT for everything else, always with all three fields: what an omitted one means is not
 * documented (MMC reference, Q2 and Q3). A PUT whose body has another name renames (Q1).
 * The provider puts the path of the console in front.
 */
export function draftUserGroup(comparison: Comparison, world: World): Drafted {
  const { key, desired, live, action } = comparison;
  if (action === 'keep') return { drafts: [], waiting: [] };
  const { needs, waits } = nameNeeds(comparison, world);
  if (waits.length > 0) return { drafts: [], waiting: waits };
  const spec = completeSpec(desired.spec, live);
  const { name } = desired.identity;
  const common = {
    body: {
      type: 'json' as const,
      value: { name, description: spec.description, permissions: spec.permissions },
    },
    needs,
    goals: [{ until: 'matches' as const, kind: 'UserGroup' as const, name, spec }],
    // One write at a time: the console locks its whole store for each (MMC reference, section 5).
    lane: desired.target,
  };
  if (live === null) {
    return {
      drafts: [
        draft({
          verb: 'create',
          method: 'POST',
          path: userGroupsPath(''),
          ...common,
          gives: [fact.exists(key)],
          creates: key,
        }),
      ],
      waiting: [],
    };
  }
  const update = draft({
    verb: live.liveName === name ? 'update' : `rename to ${name}`,
    method: 'PUT',
    path: userGroupPath('', live.liveName),
    ...common,
    gives: live.liveName === name ? [] : [fact.nameFree(formerKey(comparison))],
    effects: accessLoss(live, spec.permissions),
  });
  return { drafts: [update], waiting: [] };
}

interface CompleteSpec extends SpecObject {
  readonly description: string;
  readonly permissions: readonly string[];
}

function completeSpec(desired: SpecObject, live: LiveResource | null): CompleteSpec {
  return {
    description: String(desired.description ?? live?.spec.description ?? ''),
    permissions: names(desired.permissions ?? live?.spec.permissions),
  };
}

function names(value: SpecValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function accessLoss(live: LiveResource, permissions: readonly string[]): readonly Effect[] {
  const lost = names(live.spec.permissions).some((one) => !permissions.includes(one));
  return lost ? [{ class: 'access-loss', subject: live.key, reversible: true }] : [];
}
