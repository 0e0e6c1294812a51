import { MuleteerError } from './errors.ts';

/** A record of another estate stops everything: what it calls ours is somebody else's there. */
export function otherEstate(target: string, recorded: string, now: string): MuleteerError {
  const message = `the record of ${target} belongs to ${recorded}, this is ${now}`;
  return new MuleteerError('refused', message, {
    hint: `give the target another name, or say ${recorded} in its manifest`,
    byTarget: { [target]: message },
  });
}
