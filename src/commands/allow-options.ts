/** The flags that raise guards. */
import { type Command, Option } from 'commander';
import type { Allowances } from '../reconcile/guards.ts';
import { parseAllowed } from './option-values.ts';

/** What raises a guard, one flag each; none of them is a plain force. */
export interface AllowOptions {
  readonly allowDeletes?: number;
  readonly allowUpdates?: number;
  readonly allowRestarts?: number;
  readonly allowIrreversible?: number;
  readonly allowEmpty?: true;
}

export function addAllowOptions(command: Command): Command {
  const raises = (flag: string, what: string): Option =>
    new Option(`--allow-${flag} <n>`, `raise the guard: up to this many ${what}`).argParser(parseAllowed);
  return command
    .addOption(raises('deletes', 'deletions'))
    .addOption(raises('updates', 'updates and replacements'))
    .addOption(raises('restarts', 'servers that restart'))
    .addOption(raises('irreversible', 'effects that cannot be undone'))
    .option('--allow-empty', 'also where the manifests declare nothing any more');
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
