import type { ResourceKey } from '../model/resource.ts';

/** How much of the repository this run has seen. */
export interface Scope {
  /** Whether a recorded file lies under the loaded paths. */
  covers(file: string): boolean;
  /** False with `--only` and `--selector`: nothing is deleted for not being declared. */
  readonly whole: boolean;
  /** False for what `--exclude` leaves out. */
  includes(key: ResourceKey): boolean;
}
