import type { Effect, Write } from '../model/call.ts';
import type { Waiting } from '../model/change.ts';
import type { Draft, Drafted } from '../model/draft.ts';
import { keyOf, type ResourceKey } from '../model/resource.ts';

/** A draft with everything that most calls leave empty. */
export function draft(parts: Pick<Draft, Needed> & Partial<Draft>): Draft {
  return { needs: [], gives: [], after: [], of: null, rollback: [], ...write(parts), ...parts };
}

type Needed = 'verb' | 'method' | 'path' | 'body' | 'evidence';

/** The same for a write alone. */
export function write(parts: Pick<Write, Needed> & Partial<Write>): Write {
  return {
    writeOnly: [],
    leaves: [],
    effects: [],
    goals: [],
    creates: null,
    unlessStatus: null,
    credential: 'session',
    certificateOut: null,
    expects: null,
    timeout: null,
    lane: null,
    ...parts,
  };
}

/** What a kind proposes, with the members that most changes leave empty. */
export function drafted(parts: Partial<Drafted>): Drafted {
  return { drafts: [], waiting: [], through: [], diagnostics: [], ...parts };
}

export const NOTHING: Drafted = drafted({});

export function waiting(reason: string, message: string, hint: string | null = null): Waiting {
  return { reason, message, hint };
}

export function serverKey(name: string): ResourceKey {
  return keyOf({ kind: 'Server', name, place: null });
}

/** An effect that can be undone. */
export function effect(effectClass: Effect['class'], subject: ResourceKey): Effect {
  return { class: effectClass, subject, reversible: true };
}
