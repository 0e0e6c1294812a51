/** How each resource of a target is, after a plan and what became of it. */
import type { Cause, Change } from './change.ts';
import type { ResourceKindName } from './manifest.ts';
import type { Plan } from './plan.ts';
import type { ApplyReport } from './report.ts';
import { identityOf, placeKey, type ResourceKey } from './resource.ts';

export type ResourceSync =
  | 'in_sync'
  /** Differs, and nothing but a turn is missing. */
  | 'to_apply'
  /** The same, because of what somebody did outside git. */
  | 'drifted'
  | 'waits'
  | 'held'
  /** Protected, or not pruned: it may differ for ever. */
  | 'stays';

export type Health = 'healthy' | 'progressing' | 'unhealthy' | 'unknown';

export interface ResourceStatus {
  readonly address: string;
  readonly kind: ResourceKindName;
  readonly name: string;
  /** The address of the server, group or cluster that it runs on. */
  readonly place: string | null;
  /** The addresses of the servers that it consists of. */
  readonly members: readonly string[];
  readonly sync: ResourceSync;
  readonly health: Health;
  /** Who moved, where it is not in sync. */
  readonly cause: Cause | null;
  /** Why it is not as it should be, in one line. */
  readonly message: string | null;
}

/** @param report of just this plan; null: nothing of it was carried out */
export function resourcesAfter(plan: Plan, report: ApplyReport | null): readonly ResourceStatus[] {
  const troubles = troublesIn(plan, report);
  const underway = new Set(report === null ? plan.pending.map(({ key }) => key) : []);
  return plan.changes.flatMap((change): readonly ResourceStatus[] => {
    const { key, address, kind, name, action, cause } = change;
    const done = isDone(change, report);
    if (action === 'delete' && done) return [];
    const sync = syncOf(change, done);
    const trouble = troubles.get(key) ?? null;
    const health = trouble !== null ? 'unhealthy' : healthOf(change, done, underway.has(key));
    const message = trouble ?? change.waiting[0]?.message ?? null;
    const differs = sync !== 'in_sync' && sync !== 'stays';
    const members = change.members.map((server) => `${change.target}/Server/${server}`);
    const place = placeOf(change, plan);
    return [{ address, kind, name, place, members, sync, health, cause: differs ? cause : null, message }];
  });
}

/**
 * The same, with what was there before wherever nothing changed: a status is kept from turn to turn, and mostly says
 * what it said.
 */
export function keepingSame(
  resources: readonly ResourceStatus[],
  before: readonly ResourceStatus[],
): readonly ResourceStatus[] {
  return resources.map((resource, index) => {
    const known = before[index];
    return known !== undefined && isSame(known, resource) ? known : resource;
  });
}

/** The address has kind and name. */
function isSame(left: ResourceStatus, right: ResourceStatus): boolean {
  const { address, place, members, sync, health, cause, message } = left;
  return (
    address === right.address &&
    place === right.place &&
    sync === right.sync &&
    health === right.health &&
    cause === right.cause &&
    message === right.message &&
    members.length === right.members.length &&
    members.every((member, index) => member === right.members[index])
  );
}

/** Whether a planned change was made, with all that its calls brought about. */
export function isDone({ status, calls, through }: Change, report: ApplyReport | null): boolean {
  if (status !== 'planned' || report === null) return false;
  if (calls.length === 0 && through.length === 0) return true;
  const own = new Set([...calls, ...through]);
  const outcomes = report.outcomes.filter(({ call }) => own.has(call));
  // A run that was interrupted says nothing of calls that it did not get to.
  if (outcomes.length < own.size) return false;
  return outcomes.every(({ result, error }) => error === null && (result === 'done' || result === 'skipped'));
}

function syncOf({ action, status, waiting, cause }: Change, done: boolean): ResourceSync {
  switch (status) {
    case 'held':
      return 'held';
    case 'retained':
      return 'stays';
    case 'blocked':
      return 'waits';
    case 'planned':
      if (action !== 'keep' && !done) return isForeign(cause) ? 'drifted' : 'to_apply';
      // What could be done of it is done; a part waits.
      return waiting.length === 0 ? 'in_sync' : 'waits';
  }
}

/** Somebody moved it outside git. */
export function isForeign(cause: Cause): boolean {
  return cause === 'drift' || cause === 'conflict';
}

function healthOf({ action }: Change, done: boolean, isUnderway: boolean): Health {
  if (isUnderway) return 'progressing';
  return action === 'create' && !done ? 'unknown' : 'healthy';
}

/** What is wrong, by key: as a call told it, and as the plan found it. */
function troublesIn(
  { diagnostics, changes }: Plan,
  report: ApplyReport | null,
): ReadonlyMap<ResourceKey, string> {
  const found = diagnostics.filter(({ code }) => code === 'unhealthy');
  const keys = new Map(found.length === 0 ? [] : changes.map(({ address, key }) => [address, key]));
  return new Map([
    ...found.flatMap(({ address, message }) => {
      const key = keys.get(address ?? '');
      // It is told where the resource stands, which has its name already.
      return key === undefined ? [] : [[key, message.replace(`${address} `, '')] as const];
    }),
    ...(report?.unsettled ?? []).map(({ key, error }) => [key, error] as const),
    ...(report?.outcomes ?? []).flatMap(({ key, error, accepted }) =>
      error === null || !accepted ? [] : [[key, error] as const],
    ),
  ]);
}

function placeOf({ key, target }: Change, { addresses }: Plan): string | null {
  const { place } = identityOf(key);
  if (place === null) return null;
  const at = placeKey(place);
  return addresses[`${target} ${at}`] ?? `${target}/${at}`;
}
