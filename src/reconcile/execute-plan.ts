/**
 * Carries out a plan, and can do nothing that the plan does not say. Calls go out as soon as what they wait for
 * is done, side by side up to `parallelism`; waiting for health takes no place. A failed call skips only what
 * waits for it.
 */
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Call, Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { RecordStore } from '../model/record.ts';
import type { ApplyEvent, ApplyReport, Outcome } from '../model/report.ts';
import type { RemoteId } from '../model/resource.ts';
import { assertSecretsResolved } from './assert-secrets.ts';
import { openRecords } from './record-progress.ts';
import { createSchedule } from './schedule.ts';
import { sendCall } from './send-call.ts';
import { createWatch, type Watch } from './watch-goals.ts';

export interface ExecuteOptions {
  /** How many writes may be on their way at once; at least 1. */
  readonly parallelism: number;
  /** How long each call's effect may take, in milliseconds from the call. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Aborted: no further call is started; those on their way are finished. */
  readonly signal: AbortSignal;
  readonly record: RecordStore;
  readonly emit: (event: ApplyEvent) => void;
}

/** @throws MuleteerError before the first write, when a secret that must be sent is not there */
export async function executePlan(
  plan: Plan,
  providers: ReadonlyMap<string, Provider>,
  options: ExecuteOptions,
): Promise<ApplyReport> {
  assertSecretsResolved(plan);
  const watches = new Map<string, Watch>();
  for (const [target, provider] of providers) {
    watches.set(target, createWatch(provider, options.clock, options.signal));
  }
  const unsettled = waitForPending(plan, watches, options);
  const records = await openRecords(plan, options.record);
  const ids = new Map<string, RemoteId>();
  const run = async (call: Call): Promise<Outcome> => {
    const provider = providers.get(call.target);
    const watch = watches.get(call.target);
    if (provider === undefined || watch === undefined)
      throw new MuleteerError('bug', `no provider for ${call.target}`);
    const outcome = await sendCall({
      call,
      provider,
      watch,
      ids,
      options,
      release: () => schedule.release(call),
    });
    if (outcome.result === 'done') await records.done(call);
    return outcome;
  };
  const schedule = createSchedule(plan.calls, { ...options, run });
  const outcomes = await schedule.finished();
  await records.end();
  return { outcomes, unsettled: await unsettled, interrupted: options.signal.aborted };
}

async function waitForPending(
  plan: Plan,
  watches: ReadonlyMap<string, Watch>,
  { timeout }: ExecuteOptions,
): Promise<ApplyReport['unsettled']> {
  const waited = await Promise.all(
    plan.pending.map(async ({ target, key, goal }) => {
      const settled = await watches
        .get(target)
        ?.until([goal], timeout, () => {})
        .catch((error: unknown) => ({ state: 'failed' as const, message: messageOf(error) }));
      return settled?.state === 'failed' ? [{ target, key, error: settled.message }] : [];
    }),
  );
  return waited.flat();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
