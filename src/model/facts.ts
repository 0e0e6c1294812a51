import type { Fact } from './draft.ts';
import type { ResourceKey } from './resource.ts';

/** The facts that calls give and need. One place, so that a giver and a taker cannot disagree about the words. */
export const fact = {
  exists: (key: ResourceKey): Fact => `exists ${key}`,
  gone: (key: ResourceKey): Fact => `gone ${key}`,
  nameFree: (key: ResourceKey): Fact => `name free ${key}`,
  /** The server belongs to no group or cluster any more. */
  free: (server: ResourceKey): Fact => `free ${server}`,
  /** The server has arrived where the manifests want it. */
  joined: (server: ResourceKey): Fact => `joined ${server}`,
  /** A place in the order in which the members of one group or cluster change. */
  step: (place: ResourceKey, number: number): Fact => `step ${number} of ${place}`,
  /** The copy that a call leaves on a server is there. */
  copied: (application: ResourceKey): Fact => `copied ${application}`,
  /** The artifact has been sent. */
  deployed: (application: ResourceKey): Fact => `deployed ${application}`,
  /** The application is as declared, all its calls are done. */
  changed: (application: ResourceKey): Fact => `changed ${application}`,
} as const;
