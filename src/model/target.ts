import type { Manifest, TargetKindName } from './manifest.ts';
import type { DesiredResource } from './resource.ts';

/** One declared target with the resources that are declared for it, in the order of their keys. */
export interface DesiredTarget {
  readonly name: string;
  readonly kind: TargetKindName;
  readonly manifest: Manifest;
  readonly resources: readonly DesiredResource[];
}
