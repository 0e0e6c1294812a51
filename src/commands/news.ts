import type { Happening } from '../notify/notification.ts';

/** Whoever was told of a trouble need not hear of it again with every turn, until it is over or another one. */
export function createNews(): (target: string, happening: Happening | null) => boolean {
  const told = new Map<string, string>();
  return (target, happening) => {
    if (happening === null || happening.event === 'changes') {
      told.delete(target);
      return happening !== null;
    }
    const { event, error, plan } = happening;
    // Not its words, in which there may be times.
    const about = `${event} ${error?.code ?? ''} ${plan?.fingerprint ?? ''}`;
    if (told.get(target) === about) return false;
    told.set(target, about);
    return true;
  };
}
