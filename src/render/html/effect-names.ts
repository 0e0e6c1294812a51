/** Effects as facets of a change, and in the few words that fit into a node of the picture. */
import type { Effect, EffectClass } from '../../model/call.ts';
import { count } from '../words.ts';

/** Worst first. */
export const EFFECT_NAMES: Readonly<Record<EffectClass, string>> = {
  'registration-loss': 'unregisters servers',
  'alert-loss': 'loses alert definitions',
  'config-loss': 'may lose properties',
  'server-restart': 'restarts servers',
  'app-restart': 'interrupts applications',
  'app-stop': 'stops applications',
  'access-loss': 'takes permissions away',
  'app-copy': 'leaves copies',
};

export const EFFECT_CLASSES = Object.keys(EFFECT_NAMES) as readonly EffectClass[];

const SHORT: Readonly<Record<EffectClass, (subjects: number) => string>> = {
  'registration-loss': (subjects) => `unregisters ${count(subjects, 'server')}`,
  'alert-loss': () => 'loses alerts',
  'config-loss': () => 'may lose properties',
  'server-restart': (subjects) => `restarts ${count(subjects, 'server')}`,
  'app-restart': (subjects) => `interrupts ${subjects}`,
  'app-stop': (subjects) => `stops ${subjects}`,
  'access-loss': () => 'takes permissions',
  'app-copy': (subjects) => `leaves ${count(subjects, 'copy', 'copies')}`,
};

/** `restarts 2 servers, interrupts 1`; empty where nothing is disturbed. */
export function shortEffects(effects: readonly Effect[]): string {
  return EFFECT_CLASSES.flatMap((name) => {
    const subjects = new Set(effects.filter((effect) => effect.class === name).map(({ subject }) => subject));
    return subjects.size === 0 ? [] : SHORT[name](subjects.size);
  }).join(', ');
}

/** How much a call disturbs; decides the shape of its node. */
export type Gravity = 'calm' | 'disturbing' | 'final';

export function gravityOf(effects: readonly Effect[]): Gravity {
  if (effects.some(({ reversible }) => !reversible)) return 'final';
  return effects.some((effect) => effect.class !== 'app-copy') ? 'disturbing' : 'calm';
}
