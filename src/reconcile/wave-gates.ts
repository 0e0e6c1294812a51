/**
 * Waves as gates: which calls of a target may start yet. A wave opens when everything of the one before it has ended
 * well; one that did not end well keeps all later ones shut. Nobody waits for anybody by name, so that two waves of
 * ten thousand calls cost no more than their sum.
 */

import type { Call } from '../model/call.ts';
import { groupBy } from '../model/group-by.ts';

/** What the next wave of a target waits for: a call, or something that is on its way without one. */
export interface WaveMember {
  readonly target: string;
  readonly wave: number;
}

/** What follows from the end of a member. */
export interface Turn {
  readonly opened: readonly Call[];
  /** They will never start. */
  readonly stopped: readonly Call[];
  /** Why they will not. */
  readonly reason: string;
}

export interface WaveGates {
  /** Whether the call is in the first wave of its target, which is open from the start. */
  isOpen(call: Call): boolean;
  /** @param trouble what went wrong, such as `c3 failed`; null where nothing did */
  end(member: WaveMember, trouble: string | null): Turn;
}

interface Wave {
  readonly number: number;
  readonly calls: Call[];
  readonly troubles: string[];
  /** How many of its members have not ended. */
  left: number;
}

const NOTHING: Turn = { opened: [], stopped: [], reason: '' };

export function createWaveGates(calls: readonly Call[], others: readonly WaveMember[]): WaveGates {
  const waves = new Map<string, Wave>();
  const nameOf = ({ target, wave }: WaveMember): string => `${target} ${wave}`;
  const join = (member: WaveMember): Wave => {
    const known = waves.get(nameOf(member));
    const wave = known ?? { number: member.wave, calls: [], troubles: [], left: 0 };
    waves.set(nameOf(member), wave);
    wave.left += 1;
    return wave;
  };
  for (const call of calls) join(call).calls.push(call);
  for (const other of others) join(other);
  const ahead = new Map(
    [...groupBy([...calls, ...others], ({ target }) => target)].map(([target, members]) => {
      const own = new Set(members.flatMap((member) => waves.get(nameOf(member)) ?? []));
      return [target, [...own].sort((a, b) => a.number - b.number)] as const;
    }),
  );
  return {
    isOpen: (call) => ahead.get(call.target)?.[0] === waves.get(nameOf(call)),
    end(member, trouble) {
      const wave = waves.get(nameOf(member));
      if (wave !== undefined) wave.left -= 1;
      if (trouble !== null) wave?.troubles.push(trouble);
      return goOn(ahead.get(member.target) ?? []);
    },
  };
}

/** Leaves behind what is over. @param ahead the waves that are not, the open one first */
function goOn(ahead: Wave[]): Turn {
  let opened: readonly Call[] = [];
  for (let first = ahead[0]; first?.left === 0; first = ahead[0]) {
    ahead.shift();
    if (first.troubles.length > 0) {
      const stopped = ahead.splice(0).flatMap(({ calls }) => calls);
      return { opened: [], stopped, reason: reasonOf(first) };
    }
    opened = ahead[0]?.calls ?? [];
  }
  return opened.length === 0 ? NOTHING : { ...NOTHING, opened };
}

function reasonOf({ number, troubles }: Wave): string {
  const more = troubles.length === 1 ? '' : `, and ${troubles.length - 1} more`;
  return `wave ${number} did not finish: ${troubles[0]}${more}`;
}
