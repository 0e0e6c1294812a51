import type { Draft } from '../model/draft.ts';
import type { Waiting } from '../model/plan.ts';
import { keyOf, type ResourceKey } from '../model/resource.ts';

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

export function serverKey(name: string): ResourceKey {
  return keyOf({ kind: 'Server', name, place: null });
}
