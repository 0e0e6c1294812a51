/**
 * A hold without a commit, for an incident: kept beside the record, and heeded like `lifecycle.hold` of a manifest by
 * everybody who plans with that record, until it is over or taken back.
 */
import { isoTime } from './iso-time.ts';
import type { ResourceKey } from './resource.ts';

export interface RecordedHold {
  /** Null: the whole target. */
  readonly key: ResourceKey | null;
  readonly reason: string;
  readonly owner: string;
  /** Milliseconds since the epoch: when it was made, and when it is over. */
  readonly since: number;
  readonly until: number;
}

/** `held by Ada Ops until 2026-08-20T18:00:00Z: INC-42`, with what is held where that is all of a target. */
export function describeHold({ key, owner, until, reason }: RecordedHold, target: string): string {
  const what = key === null ? `all of ${target} is ` : '';
  return `${what}held by ${owner} until ${isoTime(until)}: ${reason}`;
}

/** Where holds are kept. It has no part in the lock: whoever applies does not keep others from holding. */
export interface HoldStore {
  /** How a person finds them: `refs/muleteer/holds/production of origin`; null where nothing is remembered. */
  describe(target: string): string | null;
  /** Who we are, as this place knows people; null where it does not. */
  author(): Promise<string | null>;
  /** Also those that are over. */
  load(target: string): Promise<readonly RecordedHold[]>;
  /**
   * Reads, changes and writes; again where somebody else wrote meanwhile, so that nobody's hold gets lost. Nothing is
   * written where `edit` gives back what it was given.
   *
   * @param edit null: all is well as it is
   * @returns what is kept then
   */
  edit(target: string, edit: HoldEdit): Promise<readonly RecordedHold[]>;
}

export interface EditedHolds {
  readonly holds: readonly RecordedHold[];
  /** What was done, for `git log`. */
  readonly message: string;
}

export type HoldEdit = (holds: readonly RecordedHold[]) => EditedHolds | null;
