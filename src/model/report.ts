import type { ResourceKey, Unsettled } from './resource.ts';

export type CallResult = 'done' | 'failed' | 'skipped' | 'uncertain';

/** How one call of a plan fared. */
export interface Outcome {
  readonly call: string;
  readonly target: string;
  readonly key: ResourceKey;
  readonly result: CallResult;
  /** The service took the write, whatever became of it afterwards. */
  readonly accepted: boolean;
  /** One line; null where all is well, and on a call that turned out not to be needed. */
  readonly error: string | null;
  readonly hint: string | null;
  /** Something that the person who ran it must know. */
  readonly note: string | null;
}

export interface ApplyReport {
  /** In the order of the plan. */
  readonly outcomes: readonly Outcome[];
  /** Declared resources that needed no call, were still on their way, and did not arrive: one line each. */
  readonly unsettled: readonly {
    readonly target: string;
    readonly key: ResourceKey;
    readonly error: string;
  }[];
  readonly interrupted: boolean;
  /**
   * Why the record does not know all that was done: somebody else took the lock over, or it could not be written.
   * No further call was started then. Null where all is well.
   */
  readonly recordError: string | null;
}

/** What happens while a plan is carried out. Commands turn these into lines. */
export type ApplyEvent =
  /** A file that lay elsewhere is here, for a call that is not started yet. */
  | {
      readonly type: 'artifact_ready';
      readonly call: string;
      readonly fileName: string;
      readonly bytes: number;
    }
  | { readonly type: 'call_start'; readonly call: string }
  /** Of a file, while it is sent. `sent` and `total` in bytes; a file that is sent again starts from the beginning. */
  | { readonly type: 'call_progress'; readonly call: string; readonly sent: number; readonly total: number }
  /** Nobody answered: what is done about it. */
  | { readonly type: 'call_doubted'; readonly call: string; readonly message: string }
  /** What a call is waited for, whenever it changes. */
  | { readonly type: 'health'; readonly call: string; readonly health: Unsettled }
  | {
      readonly type: 'call_end';
      readonly call: string;
      readonly outcome: Outcome;
      readonly milliseconds: number;
    };
