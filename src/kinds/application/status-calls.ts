import type { Goal, GoalId } from '../../model/call.ts';
import type { Draft } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { ResourceKey } from '../../model/resource.ts';
import { draft, effect } from '../draft.ts';
import { APPLICATIONS } from '../placement/delete-copy.ts';

export interface StatusChange {
  readonly id: GoalId;
  readonly status: 'STARTED' | 'STOPPED';
  readonly key: ResourceKey;
}

export function isStatus(value: unknown): value is 'STARTED' | 'STOPPED' {
  return value === 'STARTED' || value === 'STOPPED';
}

/** Starts or stops it: all that its change does. */
export function changeStatus({ id, status, key }: StatusChange): Draft {
  return draft({
    verb: status === 'STARTED' ? 'start' : 'stop',
    method: 'PATCH',
    path: `${APPLICATIONS}/${id}`,
    body: { type: 'json', value: { desiredStatus: status } },
    evidence: [{ until: 'asked', applicationId: id, status, sha1: null }],
    gives: [fact.changed(key)],
    effects: status === 'STOPPED' ? [effect('app-stop', key)] : [],
    goals: [deployed(id, status, null)],
  });
}

/** The second call after a deployment; left out when the application has the status already. */
export function setStatus(change: StatusChange): Draft {
  return { ...changeStatus(change), needs: [fact.deployed(change.key)], unlessStatus: change.status };
}

export function deployed(
  applicationId: GoalId,
  status: 'STARTED' | 'STOPPED' | null,
  sha1: string | null,
): Goal {
  return { until: 'deployed', applicationId, serverIds: null, status, sha1 };
}
