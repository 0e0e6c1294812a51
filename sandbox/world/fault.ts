/** Something that shall go wrong on the way. */
export interface Fault {
  readonly id: number;
  readonly match: { readonly method?: string; readonly path?: string };
  /** So many matching requests pass unharmed first. */
  skip: number;
  times: number;
  /** From 0 to 1: how likely a matching request is hit, by a seed, so that a run can be repeated. */
  readonly chance: number;
  readonly random: () => number;
  readonly action: FaultAction;
}

export type FaultAction =
  | {
      readonly type: 'respond';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection is reset: before anything happened, or after the change was made but before the answer. */
  | { readonly type: 'drop'; readonly when: 'before' | 'after' }
  /** Real time, before anything happens, or after the change was made and before the answer. */
  | { readonly type: 'delay'; readonly ms: number; readonly when: 'before' | 'after' }
  /** Half the answer's body, and then the end of the connection. */
  | { readonly type: 'truncate' };
