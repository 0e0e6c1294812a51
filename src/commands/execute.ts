/** A plan that may be carried out is carried out: the same for `apply` and for a turn of the loop. */
import type { ApplyEvent, ApplyReport } from '../model/report.ts';
import { executePlan } from '../reconcile/execute-plan.ts';
import type { Io } from './io.ts';
import type { MadePlan } from './make-plan.ts';
import type { ReviewedFile } from './reviewed-plan.ts';

export interface ExecuteSettings {
  readonly parallelism: number;
  /** How long each application may take to become healthy, in milliseconds. */
  readonly timeout: number;
  readonly reviewed: ReviewedFile | null;
}

export interface Executed {
  readonly report: ApplyReport;
  /** Milliseconds. */
  readonly elapsed: number;
}

export async function execute(
  { plan, providers, record }: Pick<MadePlan, 'plan' | 'providers' | 'record'>,
  { parallelism, timeout, reviewed }: ExecuteSettings,
  { io, emit }: { readonly io: Io; readonly emit: (event: ApplyEvent) => void },
): Promise<Executed> {
  const { clock, every, signal } = io;
  const started = clock.now();
  const report = await executePlan(plan, providers, {
    parallelism,
    timeout,
    clock,
    every,
    signal,
    record: record.store,
    reviewed: reviewed?.fingerprint ?? null,
    emit,
  });
  return { report, elapsed: clock.now() - started };
}
