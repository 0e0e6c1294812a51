import type { ResourceKey } from './resource.ts';
import type { SpecObject } from './spec-value.ts';

/** What was applied last, as far as somebody remembered it. */
export interface AppliedRecord {
  /** The commit whose manifests were applied. */
  readonly commit: string;
  /** Declared fields by resource, secrets as digests. */
  readonly resources: ReadonlyMap<ResourceKey, SpecObject>;
}

/** Progress of one apply. Every method resolves when the fact is safely kept. */
export interface RecordRun {
  done(key: ResourceKey, spec: SpecObject): Promise<void>;
  end(): Promise<void>;
}

/** Where applied manifests are remembered. */
export interface RecordStore {
  /** Null where nothing is remembered: the comparison is then two-way. */
  load(target: string): Promise<AppliedRecord | null>;
  /** Called before the first write of an apply. */
  begin(target: string): Promise<RecordRun>;
}
