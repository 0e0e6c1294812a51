/** Work that anybody may ask for at any time: never done twice at once, and once more for all who asked meanwhile. */
export interface Collapse<Reason> {
  ask(reason: Reason): void;
}

/** @param work must not throw */
export function createCollapse<Reason>(
  work: (reasons: ReadonlySet<Reason>) => Promise<void>,
): Collapse<Reason> {
  let asked = new Set<Reason>();
  let isWorking = false;
  const run = async (): Promise<void> => {
    isWorking = true;
    while (asked.size > 0) {
      const reasons = asked;
      asked = new Set();
      await work(reasons);
    }
    isWorking = false;
  };
  return {
    ask(reason) {
      asked.add(reason);
      if (!isWorking) void run();
    },
  };
}
