import type { Call, Plan } from '../model/plan.ts';
import type { RecordRun, RecordStore } from '../model/record.ts';

/** Tells the record which resources are as declared, each when the last of its calls is done. */
export interface RecordProgress {
  done(call: Call): Promise<void>;
  end(): Promise<void>;
}

export async function openRecords(plan: Plan, store: RecordStore): Promise<RecordProgress> {
  const targets = [...new Set(plan.calls.map(({ target }) => target))];
  const runs = new Map<string, RecordRun>();
  for (const target of targets) runs.set(target, await store.begin(target));
  const open = new Map(
    plan.changes.map((change) => [`${change.target} ${change.key}`, new Set(change.calls)]),
  );
  const changes = new Map(plan.changes.map((change) => [`${change.target} ${change.key}`, change]));
  return {
    async done({ id, target, key }) {
      const left = open.get(`${target} ${key}`);
      left?.delete(id);
      const change = changes.get(`${target} ${key}`);
      if (left?.size === 0 && change !== undefined) await runs.get(target)?.done(key, change.declared);
    },
    async end() {
      for (const run of runs.values()) await run.end();
    },
  };
}
