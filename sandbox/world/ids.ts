/** Ids that look like the service's own and are the same for the same seed. */
import { createHash, randomUUID } from 'node:crypto';
import type { Ids } from './state.ts';

/** Servers, groups and clusters share one id-space (reference: any of the three can be a targetId). */
export function startIds(seed: number): Ids {
  const shift = (seed % 97) * 1009;
  return {
    target: 1_294_000 + shift,
    application: 660_000 + shift,
    artifact: 480_000 + shift,
    storage: 918_000 + shift,
    serverArtifact: 991_000 + shift,
    order: 0,
    random: (seed * 2_654_435_761) >>> 0 || 1,
  };
}

export type IdSpace = 'target' | 'application' | 'artifact' | 'storage' | 'serverArtifact';

/** The next id; gaps as on a service that others use too. */
export function nextId(ids: Ids, space: IdSpace): number {
  ids.random = (Math.imul(ids.random, 1_664_525) + 1_013_904_223) >>> 0;
  ids[space] += 1 + (ids.random >>> 28);
  return ids[space];
}

export function nextOrder(ids: Ids): number {
  ids.order += 1;
  return ids.order;
}

/** A UUID that depends on nothing but the seed and the words. */
export function namedUuid(seed: number, ...words: readonly string[]): string {
  const hex = createHash('sha1')
    .update([seed, ...words].join('\u0000'))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Random whatever the seed: an ended session must not come back to life after a reset or in another process. */
export const nextToken = (): string => randomUUID();
