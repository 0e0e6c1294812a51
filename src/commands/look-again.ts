import { holdEnd } from '../model/hold-end.ts';
import type { DesiredTarget } from '../model/target.ts';

/** The earliest moment at which time alone changes what may be done to a target; null: there is none. */
export function lookAgainAt({ resources }: DesiredTarget, now: number): number | null {
  const ends = resources.flatMap(({ manifest }) => {
    const until = manifest.metadata.lifecycle?.hold?.until;
    return until === undefined ? [] : (holdEnd(until) ?? []);
  });
  const ahead = ends.filter((end) => end > now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}
