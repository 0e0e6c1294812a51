/** Where the server tells what its readers do wrong. */
export interface ServeLog {
  warn(about: object, message: string): void;
}

const PAUSE_MS = 60_000;

/** Somebody hostile must not fill a disk: of what is the same, a line a minute, with how many there were. */
export function sparingly(
  log: ServeLog,
  now: () => number,
): (same: string, about: object, message: string) => void {
  const told = new Map<string, { readonly at: number; unsaid: number }>();
  return (same, about, message) => {
    const last = told.get(same);
    if (last !== undefined && now() - last.at < PAUSE_MS) {
      last.unsaid += 1;
      return;
    }
    log.warn(last === undefined || last.unsaid === 0 ? about : { ...about, unsaid: last.unsaid }, message);
    told.set(same, { at: now(), unsaid: 0 });
  };
}
