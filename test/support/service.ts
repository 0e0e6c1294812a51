/**
 * `muleteer reconcile` as a service inside this process, over real HTTP. Its clock stands still until the test moves
 * it or a turn waits on it; that files have changed, the test says.
 */
import type { Surroundings } from '../../src/commands/io.ts';
import type { Bench } from './bench.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';

export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly turn?: string;
  readonly target?: string;
  readonly trigger?: string;
  readonly milliseconds?: number;
  /** Where its status is shown. */
  readonly url?: string;
  readonly outcome?: string;
  /** Of a request; null: nobody answered. */
  readonly status?: number | null;
  /** What a look for a revision came to. */
  readonly found?: string;
  /** Why a hook was refused. */
  readonly reason?: string;
  readonly commit?: string | null;
  readonly calls?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly next?: { readonly at: string; readonly trigger: string } | null;
}

export interface Service {
  readonly clock: HandClock;
  readonly lines: readonly LogLine[];
  /** Resolves when the log is as somebody wants it. */
  until(fits: (lines: readonly LogLine[]) => boolean): Promise<void>;
  /** Resolves when so many turns have ended since it started, of this target or of all. */
  turned(count: number, target?: string): Promise<void>;
  /** `TARGET TRIGGER OUTCOME`, in their order. */
  turns(target?: string): readonly string[];
  /** Files have changed, and then nothing for a while. */
  changed(): Promise<void>;
  hangUp(): void;
  stop(): void;
  /** Its exit code. */
  readonly ended: Promise<number>;
}

export interface ServiceInput {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly runner?: Surroundings['runner'];
  readonly cwd?: string;
  /** Where it shows its status: `127.0.0.1:0` for any port. */
  readonly listen?: string;
  /** The test's own, for instance that of a service before it. */
  readonly clock?: HandClock;
  /** The test's own, where it looks at who listens. */
  readonly stopping?: AbortController;
  /** What else its process is like. */
  readonly process?: Partial<Surroundings>;
}

const running = new Set<Service>();

/** To be called in `afterEach`, before the benches are closed. */
export async function stopServices(): Promise<void> {
  for (const service of running) {
    service.stop();
    void service.clock.advance(10_000);
  }
  await Promise.all([...running].map(({ ended }) => ended));
  running.clear();
}

export function startService(
  bench: Bench,
  { args = [], env = {}, runner, cwd, listen = 'none', ...own }: ServiceInput = {},
): Service {
  const { clock = createHandClock(), stopping = new AbortController() } = own;
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let change = (): void => {};
  let hangUp = (): void => {};
  const process: Partial<Surroundings> = {
    clock: {
      now: clock.now,
      async sleep(ms) {
        await bench.control('POST', 'clock', { advanceMs: Math.round(ms) });
        await clock.advance(ms);
      },
    },
    after: clock.after,
    signal: stopping.signal,
    ...(runner === undefined ? {} : { runner }),
    watch: async (_, { changed }) => {
      change = () => changed(bench.folder);
      return async () => {};
    },
    onHangUp(action) {
      hangUp = action;
      return () => {};
    },
    stderr: {
      write(text) {
        lines.push(JSON.parse(text));
        for (const look of waiting) look();
      },
      isTerminal: false,
      columns: 0,
      rows: 0,
    },
    ...own.process,
  };
  const ended = bench
    .cli(['reconcile', '--listen', listen, ...args], {
      env,
      process,
      ...(cwd === undefined ? {} : { cwd }),
    })
    .then(({ code }) => code);
  const ends = (target?: string): readonly LogLine[] =>
    lines.filter((line) => line.outcome !== undefined && (target === undefined || line.target === target));
  const until: Service['until'] = (fits) =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!fits(lines)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const service: Service = {
    clock,
    lines,
    until,
    turned: (count, target) => until(() => ends(target).length >= count),
    turns: (only) => ends(only).map(({ target, trigger, outcome }) => `${target} ${trigger} ${outcome}`),
    async changed() {
      change();
      await clock.advance(1_000);
    },
    hangUp: () => hangUp(),
    stop: () => stopping.abort(),
    ended,
  };
  running.add(service);
  return service;
}
