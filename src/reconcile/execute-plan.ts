/**
 * Carries out a plan, and can do nothing that the plan does not say. Calls go out as soon as what they wait for
 * is done, side by side up to `parallelism`; waiting for health takes no place. A failed call skips what waits for
 * it, and the later waves. Once the record can no longer follow, nothing more is started: what nobody remembers is nobody's.
 */

import type { Call } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import type { Pending, Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { RecordStore } from '../model/record.ts';
import type { ApplyEvent, ApplyReport, Outcome } from '../model/report.ts';
import type { RemoteId } from '../model/resource.ts';
import { createSlots } from '../model/slots.ts';
import { assertSecretsResolved } from './assert-secrets.ts';
import { fetchArtifacts } from './fetch-artifacts.ts';
import { openRecords, type RecordProgress } from './record-progress.ts';
import { rollbackOutcomes, sendUndoable } from './roll-back.ts';
import { createSchedule } from './schedule.ts';
import { createWatch, type Watch } from './watch-goals.ts';

/** How long a run may be silent before others take it for dead. What it waits for may take longer. */
const LEASE_MS = 15 * 60_000;
const RENEWED_AFTER_MS = LEASE_MS / 3;
const RENEWAL_LOOK_MS = 30_000;

export interface ExecuteOptions {
  /** How many writes may be on their way at once; at least 1. */
  readonly parallelism: number;
  /** How long each call's effect may take, in milliseconds from the call. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Does something again and again, whatever else goes on. Returns what ends it. */
  readonly every: (milliseconds: number, action: () => void) => () => void;
  /** Aborted: no further call is started; those on their way are finished. */
  readonly signal: AbortSignal;
  readonly record: RecordStore;
  /** The fingerprint of the plan that a person reviewed, where that is not this very plan. */
  readonly reviewed: string | null;
  readonly emit: (event: ApplyEvent) => void;
}

/** @throws MuleteerError before the first write, when a secret or a file that must be sent is not there, or the lock is not ours */
export async function executePlan(
  plan: Plan,
  providers: ReadonlyMap<string, Provider>,
  options: ExecuteOptions,
): Promise<ApplyReport> {
  assertSecretsResolved(plan);
  const ready = await fetchArtifacts(plan, providers, options);
  const stopping = new AbortController();
  const { record, reviewed } = options;
  const onFailure = (): void => stopping.abort();
  const records = await openRecords(plan, record, { leaseMs: LEASE_MS, reviewed, onFailure });
  const stopRenewing = keepRenewing(records, options);
  try {
    const signal = AbortSignal.any([options.signal, stopping.signal]);
    const outcomes = await carryOut(ready, providers, { ...options, signal }, records);
    await records.end(outcomes.calls, options.signal.aborted ? 'interrupted' : 'complete');
    if (records.failure !== null && plan.calls.length === 0) throw records.failure;
    return {
      outcomes: outcomes.calls,
      unsettled: outcomes.unsettled,
      interrupted: options.signal.aborted,
      recordError: records.failure === null ? null : messageOf(records.failure),
    };
  } catch (error) {
    // A lock that nobody will ever release keeps others out until its lease is over.
    await records.release();
    throw error;
  } finally {
    stopRenewing();
  }
}

function keepRenewing(records: RecordProgress, { clock, every }: ExecuteOptions): () => void {
  let renewed = clock.now();
  return every(RENEWAL_LOOK_MS, () => {
    if (clock.now() - renewed < RENEWED_AFTER_MS) return;
    renewed = clock.now();
    void records.renew();
  });
}

interface Outcomes {
  readonly calls: readonly Outcome[];
  readonly unsettled: ApplyReport['unsettled'];
}

async function carryOut(
  plan: Plan,
  providers: ReadonlyMap<string, Provider>,
  options: ExecuteOptions,
  records: RecordProgress,
): Promise<Outcomes> {
  const watches = new Map<string, Watch>();
  for (const [target, provider] of providers) {
    watches.set(target, createWatch(provider, options.clock, options.signal));
  }
  const pending = waitForPending(plan, watches, options);
  const ids = new Map<string, RemoteId>();
  const undoing = groupBy(plan.rollbacks, ({ onFailureOf }) => onFailureOf);
  const undone = new Map<string, Outcome>();
  const slots = createSlots(options.parallelism);
  const run = async (call: Call): Promise<Outcome> => {
    const provider = providers.get(call.target);
    const watch = watches.get(call.target);
    if (provider === undefined || watch === undefined)
      throw new MuleteerError('bug', `no provider for ${call.target}`);
    const release = (): void => schedule.release(call);
    const rollbacks = undoing.get(call.id) ?? [];
    await records.sending(call);
    const sent = await sendUndoable({ call, rollbacks, provider, watch, ids, options, release, slots });
    for (const outcome of sent.rollback) undone.set(outcome.call, outcome);
    if (sent.standing === 'new') await records.done(call, ids);
    if (sent.standing === 'uncertain') await records.doubted(call);
    if (sent.standing === 'former') await records.unchanged(call);
    return sent.outcome;
  };
  const underway = pending.map(({ target, key, wave, unsettled }) => ({
    target,
    wave,
    trouble: unsettled.then((one) => one && `${plan.addresses[`${target} ${key}`] ?? key} is not healthy`),
  }));
  const schedule = createSchedule(plan.calls, { ...options, underway, run });
  const calls = await schedule.finished();
  const unsettled = await Promise.all(pending.map((one) => one.unsettled));
  return {
    calls: inOrder([...calls, ...rollbackOutcomes(plan.rollbacks, undone)]),
    unsettled: unsettled.filter((one) => one !== null),
  };
}

/** By the numbers of their calls, which is the order of the plan. */
function inOrder(outcomes: readonly Outcome[]): readonly Outcome[] {
  const numberOf = ({ call }: Outcome): number => Number(call.slice(1));
  return [...outcomes].sort((a, b) => numberOf(a) - numberOf(b));
}

interface Waited extends Pending {
  readonly unsettled: Promise<ApplyReport['unsettled'][number] | null>;
}

function waitForPending(
  plan: Plan,
  watches: ReadonlyMap<string, Watch>,
  { timeout }: ExecuteOptions,
): readonly Waited[] {
  const waitFor = async ({ target, key, goal }: Pending): Promise<Awaited<Waited['unsettled']>> => {
    const settled = await watches
      .get(target)
      ?.until([goal], timeout, () => {})
      .catch((error: unknown) => ({ state: 'failed' as const, message: messageOf(error) }));
    return settled?.state === 'failed' ? { target, key, error: settled.message } : null;
  };
  return plan.pending.map((one) => ({ ...one, unsettled: waitFor(one) }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
