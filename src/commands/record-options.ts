/** Where the record is; the same for every command that reads it. */
export interface RecordOptions {
  /** `none`, or `file:PATH`; undefined: in git, where there is any. */
  readonly record?: string;
  readonly recordRemote?: string;
  /** The manifests are read from a clone of ours, which nobody else looks into, and which may go. */
  readonly ownClone?: true;
}
