import type { Draft } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import { LateId } from '../../model/late-id.ts';
import { draft, effect } from '../draft.ts';
import type { Copy } from './copy-plan.ts';

export const APPLICATIONS = '/hybrid/api/v1/applications';

/** The copies that a call leaves behind and that must go again: each is found once it is there. */
export function deleteCopies(copies: readonly Copy[]): readonly Draft[] {
  return copies.filter(({ becomes }) => becomes === 'delete').map(deleteCopy);
}

function deleteCopy({ key, state }: Copy): Draft {
  const id = new LateId(key);
  const gone = [{ until: 'gone', kind: 'Application', id }] as const;
  return draft({
    of: key,
    verb: 'delete copy',
    method: 'DELETE',
    path: `${APPLICATIONS}/${id}`,
    body: { type: 'none' },
    evidence: gone,
    needs: [fact.copied(key)],
    gives: [fact.gone(key)],
    effects: state.status === 'STARTED' ? [effect('app-stop', key)] : [],
    goals: gone,
  });
}
