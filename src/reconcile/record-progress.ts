/** What an apply tells the record: the lock before the first write, each resource when its last call is done. */
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Plan, TargetRecord } from '../model/plan.ts';
import type { Progress, RecordRun, RecordStore } from '../model/record.ts';
import type { Outcome } from '../model/report.ts';
import type { RemoteId } from '../model/resource.ts';
import { countsOf, doubtOf, formerOf, indexByCall, progressOf } from './call-progress.ts';
import { isSettled } from './outcomes.ts';

/** None of its methods throws: what goes wrong is in `failure`, and the calls that were made are still told. */
export interface RecordProgress {
  /** A call that nobody can read back is about to be sent: whoever dies now leaves the old or the new. */
  sending(call: Call): Promise<void>;
  /** It changed nothing. */
  unchanged(call: Call): Promise<void>;
  /** @param ids what the late ids of calls turned out to be */
  done(call: Call, ids: ReadonlyMap<string, RemoteId>): Promise<void>;
  /**
   * A call of which nobody can tell whether it arrived, or whose rollback failed as well: what the record says from
   * now on, it can stand for.
   */
  doubted(call: Call): Promise<void>;
  /** Shows that this run is alive, whatever it waits for. */
  renew(): Promise<void>;
  /** @param best how a target's run ended whose calls are all done */
  end(outcomes: readonly Outcome[], best: 'complete' | 'interrupted'): Promise<void>;
  /** Gives up the locks of a run that broke off. */
  release(): Promise<void>;
  /** The first thing that went wrong. */
  readonly failure: unknown;
}

export interface OpenOptions {
  readonly leaseMs: number;
  /** The fingerprint of the plan that a person reviewed, where that is not this very plan. */
  readonly reviewed: string | null;
  readonly onFailure: () => void;
}

interface OpenTarget {
  readonly run: RecordRun;
  readonly done: Set<string>;
  /** It holds the lock, or has written something. */
  readonly isKept: boolean;
  ended: boolean;
}

type OpenTargets = Map<string, OpenTarget>;

/**
 * Takes the lock of every target that is written to, or whose record is behind.
 *
 * @throws MuleteerError `refused` where somebody else applies: nothing was written then
 */
export async function openRecords(
  plan: Plan,
  store: RecordStore,
  options: OpenOptions,
): Promise<RecordProgress> {
  const open: OpenTargets = new Map();
  try {
    for (const record of plan.records) await openTarget(open, { plan, record, store, options });
  } catch (error) {
    await release(open);
    throw error;
  }
  const changesOf = indexByCall(plan);
  let failure: unknown = null;
  const trying = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failure ??= error;
      options.onFailure();
    }
  };
  const note = async (call: Call, progress: Progress): Promise<void> => {
    const target = open.get(call.target);
    const isEmpty = (progress.applied ?? []).length === 0;
    if (target !== undefined && !isEmpty) await trying(() => target.run.note(progress));
  };
  const changesBy = (call: Call): readonly Change[] => changesOf.get(call.id) ?? [];
  return {
    async sending(call) {
      if (changesUnseen(call, changesBy(call))) await note(call, doubtOf(changesBy(call)));
    },
    async unchanged(call) {
      if (!changesUnseen(call, changesBy(call))) return;
      await note(call, formerOf(changesBy(call), recordFor(plan, call)));
    },
    async done(call, ids) {
      const target = open.get(call.target);
      if (target === undefined) return;
      target.done.add(call.id);
      await trying(() => target.run.note(progressOf(call, changesOf.get(call.id) ?? [], target.done, ids)));
    },
    async doubted(call) {
      const target = open.get(call.target);
      if (target === undefined) return;
      await trying(() => target.run.note(doubtOf(changesOf.get(call.id) ?? [])));
    },
    async renew() {
      for (const target of open.values()) {
        if (target.isKept && !target.ended) await trying(() => target.run.note({}));
      }
    },
    async end(outcomes, best) {
      for (const [name, target] of open) {
        const own = outcomes.filter((outcome) => outcome.target === name);
        const state = best === 'interrupted' || own.every(isSettled) ? best : 'partial';
        target.ended = true;
        await trying(() =>
          target.run.end(failure === null ? state : 'partial', countsOf(plan, name, target.done)),
        );
      }
    },
    release: () => release(open),
    get failure() {
      return failure;
    },
  };
}

/** Whether it brings something about that nobody can read back. */
function changesUnseen({ writeOnly }: Call, changes: readonly Change[]): boolean {
  const paths = writeOnly.map((field) => `spec.${field}`);
  return changes.some(({ fields }) => fields.some(({ path }) => paths.includes(path)));
}

function recordFor({ records }: Plan, { target }: Call): TargetRecord | null {
  return records.find((one) => one.target === target) ?? null;
}

interface Opening {
  readonly plan: Plan;
  readonly record: TargetRecord;
  readonly store: RecordStore;
  readonly options: OpenOptions;
}

async function openTarget(open: OpenTargets, { plan, record, store, options }: Opening): Promise<void> {
  const { target, estate, loaded, forgotten, leftAlone } = record;
  const applied = [...leftAlone.map(({ noted }) => noted), ...record.adopted, ...record.announced];
  const calls = plan.calls.filter((call) => call.target === target);
  if (calls.length === 0 && !isBehind(plan, record)) return;
  const run = await store.begin({
    target,
    estate,
    source: plan.source,
    loaded,
    plan: options.reviewed ?? plan.fingerprint,
    calls: calls.map(({ print }) => print),
    leaseMs: options.leaseMs,
  });
  const notes = applied.length > 0 || forgotten.length > 0;
  open.set(target, { run, done: new Set(), isKept: calls.length > 0 || notes, ended: false });
  if (notes) await run.note({ applied, forgotten });
}

/** What cannot be released either ends with its lease. */
async function release(open: OpenTargets): Promise<void> {
  for (const target of open.values()) {
    if (!target.isKept || target.ended) continue;
    target.ended = true;
    const counts = { created: 0, updated: 0, replaced: 0, deleted: 0, calls: target.done.size };
    await target.run.end('interrupted', counts).catch(() => {});
  }
}

/** Something is to be noted although nothing is to be sent; another commit counts, since none may go back behind it. */
function isBehind({ source }: Plan, { loaded, adopted, forgotten, leftAlone }: TargetRecord): boolean {
  if (adopted.length > 0 || forgotten.length > 0 || leftAlone.length > 0) return true;
  return loaded !== null && (loaded.commit !== source.commit || loaded.run?.state === 'open');
}
