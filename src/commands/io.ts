import type { WatchFiles } from '../files/watch-files.ts';
import type { RequestLimits } from '../http/limits.ts';
import type { After, Clock } from '../model/clock.ts';
import type { LocalRunner } from '../record/locking.ts';
import type { Mask } from './mask.ts';

/** A place to write to. `columns` and `rows` are 0 where it is no terminal, and change when somebody resizes it. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** The process that a command line runs in. Handed in, so that tests can be the process. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  /**
   * Does something again and again, every so many milliseconds, while the process has other things to do. Returns
   * what ends it.
   */
  readonly every: (milliseconds: number, action: () => void) => () => void;
  /** Does something once, later. Returns what calls it off. */
  readonly after: After;
  /** Tells when files change. */
  readonly watch: WatchFiles;
  /**
   * From now on a hang-up (SIGHUP) is no reason to stop, but to do this, as services do. Returns what ends that.
   */
  readonly onHangUp: (action: () => void) => () => void;
  /** Aborted when the person, or the CI system, wants the command to stop. */
  readonly signal: AbortSignal;
  /** This process, as others can tell whether it is still there. */
  readonly runner: LocalRunner;
  /** A random number from 0 up to 1, new each time. */
  readonly random: () => number;
  /** How long requests may take. */
  readonly limits: RequestLimits;
  /** A random id, new each time. */
  readonly newId: () => string;
  /** Says, once, what becomes of an error that nobody expected anywhere: it is written, and gives the exit code. */
  readonly onCrash: (tell: (error: unknown) => number) => void;
  /** Null where nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** Everything that a command knows of the process. What it writes is masked. */
export interface Io extends Surroundings {
  /** Takes in each secret that is read, and is to be asked by whoever writes elsewhere than to the two outputs. */
  readonly mask: Mask;
}

/** How a command ends (contract, section 2). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  refused: 3,
  partial: 4,
  unhealthy: 5,
  interrupted: 130,
} as const;
