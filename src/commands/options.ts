/** What the flags that several commands share come to. The flags themselves are in `command-line`. */
import type { AllowOptions } from './allow-options.ts';
import type { ExecOptions } from './exec-options.ts';
import type { RecordOptions } from './record-options.ts';

/** `-o FORMAT[=FILE]`; no file means stdout. */
export interface Sink {
  readonly format: string;
  /** It may hold `{target}`: a file for each. */
  readonly file: string | null;
}

/** Stands for the name of a target in the name of a file. */
export const TARGET = '{target}';

export type FailOn = 'blocked' | 'held' | 'guard' | 'irreversible';

export interface SelectionOptions {
  readonly target: readonly string[];
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly selector: readonly { readonly key: string; readonly value: string }[];
}

export interface OutputOptions {
  readonly output: readonly Sink[];
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
}

export interface PlanOptions
  extends SelectionOptions,
    OutputOptions,
    RecordOptions,
    AllowOptions,
    ExecOptions {
  readonly all?: true;
  readonly ignoreWindows?: true;
  readonly failOn: readonly FailOn[];
  readonly parallelism: number;
}

/** How many requests are on their way at once, where nobody says anything else. */
export const PARALLELISM = 8;
