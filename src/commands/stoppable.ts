import { setMaxListeners } from 'node:events';
import { MuleteerError } from '../model/errors.ts';

/** Work that writes nothing, and so is given up at once when the person has seen enough. */
export interface Stoppable {
  /** For whatever waits: aborted with the signal while the work runs, and when the work fails. */
  readonly stop: AbortSignal;
  /** @throws MuleteerError `interrupted` where the signal came, whatever else it made of the work */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function stoppable(signal: AbortSignal): Stoppable {
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
        const result = await work();
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

export function interrupted(): MuleteerError {
  return new MuleteerError('interrupted', 'Interrupted, nothing was written');
}
