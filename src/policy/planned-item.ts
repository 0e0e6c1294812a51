import type { Origin } from '../model/diagnostic.ts';
import type { ResourceKindName } from '../model/manifest.ts';

/** What the policies themselves read of the JSON plan; their conditions see all of it. */
export interface PlannedItem {
  readonly address: string;
  readonly target: string;
  readonly kind: ResourceKindName;
  readonly labels: Readonly<Record<string, string>>;
  readonly change: { readonly actions: readonly string[] };
  readonly status: 'planned' | 'blocked' | 'held' | 'retained';
  readonly origin: Origin | null;
  readonly fingerprint: string;
}

export interface JsonPlan {
  readonly resource_changes: readonly PlannedItem[];
  readonly fingerprint: string;
}
