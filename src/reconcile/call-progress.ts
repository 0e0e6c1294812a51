/** What has become true once a call is done. */
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Plan, TargetRecord } from '../model/plan.ts';
import type { Progress, RunCounts } from '../model/record.ts';
import type { RemoteId } from '../model/resource.ts';
import { summarize } from '../model/summarize.ts';

/** Call → the changes that it belongs to. */
export function indexByCall({ changes }: Plan): ReadonlyMap<string, readonly Change[]> {
  const index = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.action === 'keep' || change.status !== 'planned') continue;
    for (const id of [...change.calls, ...change.through]) index.set(id, [...(index.get(id) ?? []), change]);
  }
  return index;
}

/** The call, and the changes of which it was the last. */
export function progressOf(
  { id, print }: Call,
  changes: readonly Change[],
  done: ReadonlySet<string>,
  ids: ReadonlyMap<string, RemoteId>,
): Progress {
  const finished = changes.filter(({ calls, through }) => [...calls, ...through].every((id) => done.has(id)));
  // There already, while its former place is yet to go: it is ours from now on, whatever becomes of the other.
  const made = changes.filter(
    (change) =>
      change.order === 'createFirst' && !finished.includes(change) && change.records?.maker === `${id}.id`,
  );
  return {
    done: [print],
    applied: [...finished, ...made].flatMap(({ records }) => {
      if (records === null) return [];
      const { resource, maker } = records;
      return [{ ...resource, remoteId: maker === null ? resource.remoteId : (ids.get(maker) ?? null) }];
    }),
    forgotten: finished.flatMap(({ forgets }) => forgets),
  };
}

/** What is left to say of changes of which nobody knows whether they were made. */
export function doubtOf(changes: readonly Change[]): Progress {
  const applied = changes.flatMap(({ records }) => records?.uncertain ?? []);
  return { applied, forgotten: applied.length === 0 ? [] : changes.flatMap(({ forgets }) => forgets) };
}

/** What the record said of changes before they were in doubt. */
export function formerOf(changes: readonly Change[], record: TargetRecord | null): Progress {
  const doubted = doubtOf(changes).applied ?? [];
  const noted = new Map(record?.leftAlone.map((one) => [one.noted.key, one.noted]));
  return {
    applied: doubted.flatMap(({ key }) => noted.get(key) ?? record?.loaded?.resources.get(key) ?? []),
  };
}

/** How much of a target's changes is done. */
export function countsOf(plan: Plan, target: string, done: ReadonlySet<string>): RunCounts {
  const changes = plan.changes.filter(
    (change) => change.target === target && [...change.calls, ...change.through].every((id) => done.has(id)),
  );
  const { create, update, replace, delete: deleted } = summarize(changes, []);
  return { created: create, updated: update, replaced: replace, deleted, calls: done.size };
}
