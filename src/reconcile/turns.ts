/** A limit on how many do something at once; who comes first is served first. */
export interface Turns {
  /** Resolves when it is the caller's turn, to what ends it; ending it twice does nothing more. */
  take(): Promise<() => void>;
}

/** @param limit at least 1 */
export function createTurns(limit: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const next = (): void => {
    if (taken >= limit) return;
    const start = waiting.shift();
    if (start === undefined) return;
    taken += 1;
    start();
  };
  const once = (): (() => void) => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      taken -= 1;
      next();
    };
  };
  return {
    take: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve(once()));
        next();
      }),
  };
}
