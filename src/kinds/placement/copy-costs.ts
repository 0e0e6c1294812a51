/** What a copy on a server, or its absence, still costs until the server is as declared. */
import type { DeclaredComparison } from '../../model/comparison.ts';
import { Secret } from '../../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';
import type { RunState } from './application-states.ts';

/** Interrupted applications count before calls. */
export interface Cost {
  readonly interruptions: number;
  readonly calls: number;
}

export const FREE: Cost = { interruptions: 0, calls: 0 };

export function addCosts(...costs: readonly Cost[]): Cost {
  return {
    interruptions: costs.reduce((sum, { interruptions }) => sum + interruptions, 0),
    calls: costs.reduce((sum, { calls }) => sum + calls, 0),
  };
}

export function isCheaper(a: Cost, b: Cost): boolean {
  return a.interruptions < b.interruptions || (a.interruptions === b.interruptions && a.calls < b.calls);
}

export function cheaperOf(a: Cost, b: Cost): Cost {
  return isCheaper(b, a) ? b : a;
}

/**
 * @param state what the copy would be; null: there is none
 * @param wanted the application that is declared there; null: none is
 */
export function leftoverCost(
  state: RunState | null,
  wanted: DeclaredComparison | null,
  disposable: boolean,
): Cost {
  if (wanted === null) {
    return state === null || !disposable ? FREE : { interruptions: running(state), calls: 1 };
  }
  const stops = wanted.desired.spec.desiredStatus === 'STOPPED';
  if (state === null) return { interruptions: stops ? 1 : 0, calls: stops ? 2 : 1 };
  if (!hasContent(state, wanted.desired.spec)) {
    const settles = stops || state.status === 'STOPPED';
    return { interruptions: running(state) || Number(stops), calls: settles ? 2 : 1 };
  }
  if (hasStatus(state, wanted.desired.spec)) return FREE;
  return { interruptions: Number(stops), calls: 1 };
}

function running({ status }: RunState): number {
  return status === 'STARTED' ? 1 : 0;
}

/** Artifact and properties are as declared. */
export function hasContent(state: RunState, { artifact, properties }: SpecObject): boolean {
  if (properties !== undefined && !same(properties, state.properties)) return false;
  if (!isSpecObject(artifact)) return true;
  if (artifact.exchange !== undefined) return same(artifact.exchange, state.artifact.exchange);
  return artifact.sha1 !== undefined && artifact.sha1 === state.artifact.sha1;
}

export function hasStatus(state: RunState, { desiredStatus }: SpecObject): boolean {
  return desiredStatus === undefined || desiredStatus === state.status;
}

function same(a: SpecValue, b: SpecValue | undefined): boolean {
  if (a instanceof Secret || b instanceof Secret) {
    return a instanceof Secret && b instanceof Secret && a.reference === b.reference;
  }
  if (!isSpecObject(a) || !isSpecObject(b)) return JSON.stringify(a) === JSON.stringify(b);
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key] ?? null, b[key]));
}
