/** What calls disturb, each class once, irreversible things named as such. */
import type { Effect, EffectClass } from '../model/call.ts';
import type { ResourceKey } from '../model/resource.ts';
import { shortNames } from './names.ts';

const PHRASES: Readonly<Record<EffectClass, (subjects: string, count: number) => string>> = {
  'registration-loss': (subjects) => `unregisters ${subjects}`,
  'server-restart': (subjects) => `restarts ${subjects}`,
  'app-restart': (subjects) => `interrupts ${subjects}`,
  'app-stop': (subjects) => `stops ${subjects}`,
  'app-copy': (subjects, count) => `leaves ${count === 1 ? 'a copy' : 'copies'} behind: ${subjects}`,
  'alert-loss': (subjects) => `loses the alert definitions of ${subjects}`,
  'config-loss': (subjects) => `may lose properties of ${subjects} that are not in git`,
  'access-loss': (subjects) => `members of ${subjects} lose permissions`,
};

/** @param self the resource that the line stands below, which needs no full name; null below none */
export function effectLine(effects: readonly Effect[], self: ResourceKey | null): string | null {
  return joined(effects, (effectClass, own) => {
    const final = own.some(({ reversible }) => !reversible) ? ' (cannot be undone)' : '';
    return `${phrase(effectClass, own, self)}${final}`;
  });
}

/** The irreversible ones alone, for the end of a plan. */
export function finalLine(effects: readonly Effect[]): string | null {
  const final = effects.filter(({ reversible }) => !reversible);
  return joined(final, (effectClass, own) => phrase(effectClass, own, null));
}

function joined(
  effects: readonly Effect[],
  say: (effectClass: EffectClass, own: readonly Effect[]) => string,
): string | null {
  const phrases = (Object.keys(PHRASES) as EffectClass[]).flatMap((effectClass) => {
    const own = effects.filter((effect) => effect.class === effectClass);
    return own.length === 0 ? [] : say(effectClass, own);
  });
  return phrases.length === 0 ? null : phrases.join(' · ');
}

function phrase(effectClass: EffectClass, own: readonly Effect[], self: ResourceKey | null): string {
  const subjects = [...new Set(own.map(({ subject }) => subject))];
  return PHRASES[effectClass](shortNames(subjects, self), subjects.length);
}
