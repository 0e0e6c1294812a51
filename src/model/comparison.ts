import type { ResourceKindName } from './manifest.ts';
import type { Action, Cause, FieldChange, Waiting } from './plan.ts';
import type { DesiredResource, LiveResource, ResourceKey } from './resource.ts';

/** One declared resource beside what is live: what would have to happen, before anybody asks how. */
export interface Comparison {
  readonly key: ResourceKey;
  readonly kind: ResourceKindName;
  readonly desired: DesiredResource;
  readonly live: LiveResource | null;
  readonly action: Action;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  /** Declared paths that cannot be compared: the service does not give them back and no record knows them. */
  readonly unknown: readonly string[];
  /** Set where nothing can be done at all, for instance two live resources with one name. */
  readonly obstacle: Waiting | null;
  /** What happens to it if the place that it would go down with cannot be replaced. */
  readonly instead: Comparison | null;
}
