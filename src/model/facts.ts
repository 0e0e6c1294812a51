import type { Fact } from './draft.ts';
import type { ResourceKey } from './resource.ts';

/** The facts that calls give and need. One place, so that a giver and a taker cannot disagree about the words. */
export const fact = {
  exists: (key: ResourceKey): Fact => `exists ${key}`,
  gone: (key: ResourceKey): Fact => `gone ${key}`,
  nameFree: (key: ResourceKey): Fact => `name free ${key}`,
  /** The server belongs to no group or cluster any more. */
  free: (server: ResourceKey): Fact => `free ${server}`,
  /** Those that leave the place have left. */
  left: (place: ResourceKey): Fact => `left ${place}`,
  /** The server has arrived where the manifests want it. */
  joined: (server: ResourceKey): Fact => `joined ${server}`,
  /** The cluster has a member that stays, so that another may leave. */
  manned: (cluster: ResourceKey): Fact => `manned ${cluster}`,
  /** Some of the place's members are being changed; what is deployed there comes after. */
  placed: (place: ResourceKey): Fact => `placed ${place}`,
  /** A place in the order in which one cluster's members change. */
  step: (cluster: ResourceKey, number: number): Fact => `step ${number} of ${cluster}`,
  deployed: (application: ResourceKey): Fact => `deployed ${application}`,
} as const;
