/**
 * The sandbox's only source of time. In real mode it follows the machine; in manual mode it stands still until
 * somebody advances it, so that a test decides when a deployment is over.
 */
export type ClockMode = 'real' | 'manual';

export interface ClockReading {
  readonly mode: ClockMode;
  readonly now: number;
}

export class Clock {
  #mode: ClockMode = 'real';
  /** Real mode: what is added to the machine's time. Time advanced by hand is never taken back. */
  #offset = 0;
  #frozen = 0;

  constructor(mode: ClockMode = 'real', now: number = Date.now()) {
    this.#offset = now - Date.now();
    this.switchTo(mode);
    if (mode === 'manual') this.#frozen = now;
  }

  now(): number {
    return this.#mode === 'manual' ? this.#frozen : Date.now() + this.#offset;
  }

  advance(ms: number): void {
    if (this.#mode === 'manual') this.#frozen += ms;
    else this.#offset += ms;
  }

  switchTo(mode: ClockMode): void {
    if (mode === this.#mode) return;
    const now = this.now();
    this.#mode = mode;
    if (mode === 'manual') this.#frozen = now;
    else this.#offset = now - Date.now();
  }

  read(): ClockReading {
    return { mode: this.#mode, now: this.now() };
  }
}
