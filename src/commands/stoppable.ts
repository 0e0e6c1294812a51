import { setMaxListeners } from 'node:events';
import { MuleteerError } from '../model/errors.ts';
import type { Io } from './io.ts';

/** Work that writes nothing, and so is given up at once when the person has seen enough. */
export interface Stoppable {
  /** For whatever waits: aborted with the signal while the work runs, and when the work fails. */
  readonly stop: AbortSignal;
  /** @throws MuleteerError `interrupted` where the signal came, whatever else it made of the work */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function stoppable({ signal, after }: Stopping): Stoppable {
  const stopping = new AbortController();
  // Every target's connection listens, and of targets there may be any number.
  setMaxListeners(0, stopping.signal);
  return {
    stop: stopping.signal,
    async run(work) {
      const stop = (): void => stopping.abort();
      if (signal.aborted) throw interrupted();
      signal.addEventListener('abort', stop, { once: true });
      try {
        const result = await givingUp(work(), { signal, after });
        if (!signal.aborted) return result;
      } catch (error) {
        // The first failure ends the work; what else it had begun would ask on, and try again, for nobody.
        stop();
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
      throw interrupted();
    },
  };
}

type Stopping = Pick<Io, 'signal' | 'after'>;

/** So long may it take to end what is given up. A git that gets no answer hears of nothing, and would take a minute. */
const END_WITHIN_MS = 2_000;

/** @throws MuleteerError `interrupted` where the signal came and the work does not end soon after it */
export async function givingUp<Result>(work: Promise<Result>, { signal, after }: Stopping): Promise<Result> {
  let callOff = (): void => {};
  let wait = (): void => {};
  const late = new Promise<never>((_, reject) => {
    wait = () => {
      callOff = after(END_WITHIN_MS, () => reject(interrupted()));
    };
  });
  if (signal.aborted) wait();
  signal.addEventListener('abort', wait, { once: true });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', wait);
    callOff();
  }
}

export function interrupted(): MuleteerError {
  return new MuleteerError('interrupted', 'Interrupted, nothing was written');
}
