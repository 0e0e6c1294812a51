import type { Allowances } from '../reconcile/guards.ts';

/** What raises a guard, one flag each; none of them is a plain force. */
export interface AllowOptions {
  readonly allowDeletes?: number;
  readonly allowUpdates?: number;
  readonly allowRestarts?: number;
  readonly allowIrreversible?: number;
  readonly allowEmpty?: true;
}

export function allowancesOf(options: AllowOptions): Allowances {
  return {
    deletes: options.allowDeletes ?? null,
    updates: options.allowUpdates ?? null,
    restarts: options.allowRestarts ?? null,
    irreversible: options.allowIrreversible ?? null,
    empty: options.allowEmpty === true,
  };
}
