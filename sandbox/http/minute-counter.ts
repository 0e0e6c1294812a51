const MINUTE = 60_000;

/** How often something happened in the last minute of the sandbox's clock. */
export class MinuteCounter {
  #times: number[] = [];

  /** Whether one more is within the limit; 0 is no limit. */
  allow(now: number, limit: number): boolean {
    this.#times = this.#times.filter((time) => time > now - MINUTE);
    if (limit > 0 && this.#times.length >= limit) return false;
    this.#times.push(now);
    return true;
  }

  resetsAt(now: number): number {
    return (this.#times[0] ?? now) + MINUTE;
  }
}
