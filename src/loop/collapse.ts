/** Work that anybody may ask for at any time: never done twice at once, and once more for all who asked meanwhile. */
export interface Collapse<Reason> {
  ask(reason: Reason): void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
}

/** @param work must not throw */
export function createCollapse<Reason>(
  work: (reasons: ReadonlySet<Reason>) => Promise<void>,
): Collapse<Reason> {
  let asked = new Set<Reason>();
  let current: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (asked.size > 0) {
      const reasons = asked;
      asked = new Set();
      await work(reasons);
    }
    current = null;
  };
  return {
    ask(reason) {
      asked.add(reason);
      current ??= run();
    },
    idle: async () => {
      await current;
    },
  };
}
