export interface SeenBefore {
  /** Whether one of the marks was seen before. All of them are from now on. */
  check(marks: readonly string[]): boolean;
}

export interface SeenBeforeOptions {
  /** How long a mark is kept, in milliseconds, and how many. */
  readonly keep: number;
  readonly most: number;
  readonly now: () => number;
}

/** Only what is genuine gets here, so that nobody can push out what is kept. */
export function createSeenBefore({ keep, most, now }: SeenBeforeOptions): SeenBefore {
  /** In the order of their times. */
  const marks = new Map<string, number>();
  const forget = (): void => {
    for (const [mark, time] of marks) {
      if (marks.size <= most && time > now() - keep) return;
      marks.delete(mark);
    }
  };
  return {
    check(own) {
      forget();
      const isSeen = own.some((mark) => marks.has(mark));
      for (const mark of own) if (!marks.has(mark)) marks.set(mark, now());
      return isSeen;
    },
  };
}
