import type { Goal, GoalId, Write } from '../../model/call.ts';
import type { Draft } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { ResourceKey } from '../../model/resource.ts';
import { draft, effect, write } from '../draft.ts';
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
export function changeStatus(change: StatusChange): Draft {
  return draft({ ...statusWrite(change), gives: [fact.changed(change.key)] });
}

/** The second call after a deployment; left out when the application has the status already. */
export function setStatus(change: StatusChange): Draft {
  const needs = [fact.deployed(change.key)];
  return { ...changeStatus(change), needs, unlessStatus: change.status };
}

/** The same, should it be so after a rollback. */
export function restoreStatus(change: StatusChange): Write {
  return { ...statusWrite(change), unlessStatus: change.status };
}

function statusWrite({ id, status, key }: StatusChange): Write {
  return write({
    verb: status === 'STARTED' ? 'start' : 'stop',
    method: 'PATCH',
    path: `${APPLICATIONS}/${id}`,
    body: { type: 'json', value: { desiredStatus: status } },
    evidence: [{ until: 'asked', applicationId: id, status, sha1: null }],
    effects: status === 'STOPPED' ? [effect('app-stop', key)] : [],
    goals: [deployed(id, status, null)],
  });
}

export function deployed(
  applicationId: GoalId,
  status: 'STARTED' | 'STOPPED' | null,
  sha1: string | null,
): Goal {
  return { until: 'deployed', applicationId, serverIds: null, status, sha1 };
}
