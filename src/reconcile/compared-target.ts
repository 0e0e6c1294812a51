import type { Comparison } from '../model/comparison.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Alert } from '../model/draft.ts';
import type { Provider } from '../model/provider.ts';
import type { AppliedRecord } from '../model/record.ts';
import type { LiveResource, ResourceKey } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import type { CarriedResource } from './match-record.ts';

/** One target, read and compared: everything that its part of the plan is made of. */
export interface ComparedTarget {
  readonly desired: DesiredTarget;
  readonly provider: Provider;
  readonly comparisons: readonly Comparison[];
  readonly live: readonly LiveResource[];
  readonly alerts: readonly Alert[];
  readonly record: AppliedRecord | null;
  /** The record under the manifests' names. */
  readonly recorded: ReadonlyMap<ResourceKey, CarriedResource> | null;
  readonly forgotten: readonly ResourceKey[];
  readonly diagnostics: readonly Diagnostic[];
}
