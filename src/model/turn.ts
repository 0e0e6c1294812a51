/**
 * A turn: one target is looked at, planned, guarded, carried out and recorded, by the loop. What it came to is plain
 * data, for whoever shows, counts or tells it.
 */
import { isPassing, MuleteerError } from './errors.ts';
import type { Plan } from './plan.ts';
import type { ApplyReport } from './report.ts';

/** Why a target is looked at again. It says nothing of what is to be done there. */
export type Trigger =
  | 'start'
  | 'interval'
  | 'commit'
  | 'hook'
  | 'signal'
  /** A maintenance window has opened, or a hold has ended. */
  | 'window'
  /** After an error that may have passed. */
  | 'retry';

export type TurnOutcome =
  | 'in_sync'
  | 'applied'
  /** Nothing could be done now, and something waits, or is held. */
  | 'pending'
  /** A guard, a policy, the lock or `applyFrom`; nothing was written. */
  | 'refused'
  /** All writes were accepted, and something did not become healthy. */
  | 'unhealthy'
  /** Some writes were made, and others were not. */
  | 'partial'
  /** Nothing was written. */
  | 'failed';

export interface TurnError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** False: nothing but another commit, or a person, will change it. */
  readonly passes: boolean;
}

export interface TurnResult {
  readonly target: string;
  readonly trigger: Trigger;
  /** Of the manifests; null outside git. */
  readonly commit: string | null;
  /** Milliseconds since the epoch, like the end. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: TurnOutcome;
  /** Null where none came to be. */
  readonly plan: Plan | null;
  readonly report: ApplyReport | null;
  /** Null where all is well, and where the report says what is not. */
  readonly error: TurnError | null;
  /** The earliest moment at which time alone changes what can be done; null: none is known. */
  readonly lookAgainAt: number | null;
}

/** How a turn went, as far as the next one depends on it. */
export type TurnVerdict = 'fine' | 'may_pass' | 'terminal';

export function verdictOf({ outcome, error }: Pick<TurnResult, 'outcome' | 'error'>): TurnVerdict {
  switch (outcome) {
    case 'in_sync':
    case 'applied':
    case 'pending':
      return 'fine';
    case 'refused':
    case 'unhealthy':
    case 'partial':
    case 'failed':
      return error === null || error.passes ? 'may_pass' : 'terminal';
  }
}

/** What was thrown, as a result keeps it. */
export function turnError(error: unknown): TurnError {
  if (!(error instanceof MuleteerError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'bug', message: `this is a bug in Muleteer: ${message}`, hint: null, passes: true };
  }
  const { code, message, hint } = error;
  return { code, message, hint, passes: mayPass(error) };
}

/** Whether the same turn may go well later although nobody did anything. */
function mayPass(error: MuleteerError): boolean {
  switch (error.code) {
    case 'usage':
    case 'settings':
    case 'manifests':
    case 'refused':
    case 'sign_in':
    case 'forbidden':
    case 'not_found':
      return error.passes || isPassing(error);
    case 'api':
    case 'unreachable':
    case 'unexpected_answer':
    case 'lost':
    case 'interrupted':
    case 'bug':
      return true;
  }
}
