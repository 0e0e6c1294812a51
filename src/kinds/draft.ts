import type { Draft, Fact } from '../model/draft.ts';
import type { Waiting } from '../model/plan.ts';
import { keyOf, type Place, type ResourceKey } from '../model/resource.ts';

/** A draft with everything that most calls leave empty. */
export function draft(parts: Pick<Draft, 'verb' | 'method' | 'path' | 'body'> & Partial<Draft>): Draft {
  return {
    needs: [],
    gives: [],
    after: [],
    together: [],
    effects: [],
    goals: [],
    creates: null,
    unlessStatus: null,
    credential: 'session',
    certificateOut: null,
    lane: null,
    ...parts,
  };
}

export function waiting(reason: string, message: string, hint: string | null = null): Waiting {
  return { reason, message, hint };
}

/** The facts that calls give and need. One place, so that a giver and a taker cannot disagree about the words. */
export const fact = {
  exists: (key: ResourceKey): Fact => `exists ${key}`,
  gone: (key: ResourceKey): Fact => `gone ${key}`,
  nameFree: (key: ResourceKey): Fact => `name free ${key}`,
  /** The server belongs to no group or cluster any more. */
  free: (server: ResourceKey): Fact => `free ${server}`,
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

export function serverKey(name: string): ResourceKey {
  return keyOf({ kind: 'Server', name, place: null });
}

export function placeKey(place: Place): ResourceKey {
  return keyOf({ kind: place.kind, name: place.name, place: null });
}
