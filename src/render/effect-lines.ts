/** What the calls of one change disturb, each class once, irreversible things named as such. */
import type { Effect, EffectClass } from '../model/plan.ts';
import { list } from './words.ts';

/** Key → what a reader calls it: `mule-c1`, `orders-api`, `pay-api on mule-2`. */
export type ShortName = (key: string) => string;

const PHRASES: Readonly<Record<EffectClass, (subjects: string) => string>> = {
  'registration-loss': (subjects) => `unregisters ${subjects}`,
  'server-restart': (subjects) => `restarts ${subjects}`,
  'app-restart': (subjects) => `interrupts ${subjects}`,
  'app-stop': (subjects) => `stops ${subjects}`,
  'app-copy': (subjects) => `leaves a copy: ${subjects}`,
  'alert-loss': (subjects) => `loses the alert definitions of ${subjects}`,
  'config-loss': (subjects) => `may lose properties of ${subjects} that are not in git`,
  'access-loss': (subjects) => `members of ${subjects} lose permissions`,
};

export function effectLine(effects: readonly Effect[], shortName: ShortName): string | null {
  const order = Object.keys(PHRASES) as EffectClass[];
  const phrases = order.flatMap((effectClass) => {
    const own = effects.filter((effect) => effect.class === effectClass);
    if (own.length === 0) return [];
    const subjects = [...new Set(own.map(({ subject }) => shortName(subject)))];
    const final = own.some(({ reversible }) => !reversible) ? ' (cannot be undone)' : '';
    return `${PHRASES[effectClass](list(subjects))}${final}`;
  });
  return phrases.length === 0 ? null : phrases.join(' · ');
}

/** The name without its kind; an application on one server, which is a copy, with that server. */
export function shortName(key: string): string {
  const [base = '', place] = key.slice(key.indexOf('/') + 1).split('@');
  return place?.startsWith('Server:') === true ? `${base} on ${place.slice('Server:'.length)}` : base;
}
