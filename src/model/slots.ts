/** A limit on how many do something at once; who comes first is served first. */
export interface Slots {
  /** Resolves when there is one for the caller, to what gives it back; giving it back twice does nothing more. */
  take(): Promise<() => void>;
}

/** @param limit at least 1 */
export function createSlots(limit: number): Slots {
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
