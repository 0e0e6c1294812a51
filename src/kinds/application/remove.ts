import type { Draft } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { LiveResource } from '../../model/resource.ts';
import { draft, effect } from '../draft.ts';
import type { Arrangement } from '../placement/arrangement.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';

/** Where it was before: its call stands under the new place, and must not read as if it were deleted there. */
export function removeFormer(former: LiveResource, arrangement: Arrangement): Draft {
  return { ...remove(former, arrangement), verb: `delete on ${former.identity.place?.name}` };
}

export function remove(live: LiveResource, arrangement: Arrangement): Draft {
  const runs = live.spec.desiredStatus !== 'STOPPED';
  const gone = [{ until: 'gone', kind: 'Application', id: live.id }] as const;
  return draft({
    verb: 'delete',
    method: 'DELETE',
    path: `${APPLICATIONS}/${live.id}`,
    body: { type: 'none' },
    evidence: gone,
    gives: [fact.gone(live.key)],
    after: arrangement.leaveFirst(fact.gone(live.key)),
    effects: runs ? [effect('app-stop', live.key)] : [],
    goals: gone,
  });
}
