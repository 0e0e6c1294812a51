/**
 * The real service, whose time goes on only when the test says so, and then from one thing that is due to the next:
 * nothing new happens before everything that followed from the last has come to its end.
 */
import { getEventListeners } from 'node:events';
import type { Surroundings } from '../../src/commands/io.ts';
import type { Bench } from '../support/bench.ts';
import { createHandClock, type HandClock } from '../support/hand-clock.ts';
import { type LogLine, type Service, startService } from '../support/service.ts';
import { TARGETS, type Target } from './estate.ts';
import type { TurnJudge } from './turn-judge.ts';

export interface DrivenInput {
  readonly bench: Bench;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** When it starts, milliseconds since the epoch. */
  readonly now: number;
  readonly random: () => number;
  readonly runner: Surroundings['runner'];
  readonly judge: TurnJudge;
}

export interface Driven {
  readonly service: Service;
  readonly judge: TurnJudge;
  readonly url: string;
  readonly now: () => number;
  /** Lets time go by, and everything happen that is due meanwhile. */
  pass(milliseconds: number): Promise<void>;
  /** Resolves when nothing goes on. */
  idle(): Promise<void>;
  /** Posts of hooks wait for this moment, to be one. */
  gather(until: number): void;
  /** Resolves when this holds, which is looked at after whatever the service says or does. */
  until(holds: () => boolean): Promise<void>;
  /** What is done again and again, and what still waits for a time. */
  leftovers(): { readonly beats: number; readonly timers: number; readonly listeners: number };
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

/** Something hangs, however busy the machine is. */
const HANGS_MS = 60_000;

export async function drive(input: DrivenInput): Promise<Driven> {
  const { bench, judge, args, env, cwd, random, runner } = input;
  const clock = createHandClock(input.now);
  const beats = new Set<() => void>();
  const stopping = new AbortController();
  const waiting = new Set<() => void>();
  const running = (): readonly Target[] => TARGETS.filter((target) => judge.of(target).running !== null);
  const look = (): void => {
    // Whoever was asked just now has begun by then.
    setImmediate(() => {
      for (const one of waiting) one();
    });
  };
  clock.onChange(look);
  const sleep = createSleep(clock, {
    bench,
    running: () => running().length,
    look: (then) => waiting.add(then),
  });
  let heard = 0;
  const service = startService(bench, {
    args,
    env,
    cwd,
    clock,
    runner,
    listen: '127.0.0.1:0',
    stopping,
    process: {
      random,
      clock: { now: clock.now, sleep },
      every(_, action) {
        beats.add(action);
        return () => beats.delete(action);
      },
    },
  });
  void service.until((lines) => {
    for (const line of lines.slice(heard)) judge.hear(line);
    heard = lines.length;
    look();
    return false;
  });
  const until: Driven['until'] = (holds) =>
    new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        waiting.delete(one);
        reject(new Error(`it hangs: ${describe(service.lines, clock.pending())}`));
      }, HANGS_MS);
      const one = (): void => {
        if (!holds()) return;
        clearTimeout(giveUp);
        waiting.delete(one);
        resolve();
      };
      waiting.add(one);
      look();
    });
  let gatheredUntil = 0;
  const isIdle = (): boolean => {
    if (running().length > 0) return false;
    const turns = TARGETS.filter((target) => (judge.of(target).last?.next ?? null) !== null).length;
    return clock.pending() === turns + 1 + (clock.now() < gatheredUntil ? 1 : 0);
  };
  const idle = (): Promise<void> => until(isIdle);
  await service.until((lines) => lines.some(({ url }) => url !== undefined));
  const url = service.lines.find((line) => line.url !== undefined)?.url ?? '';
  return {
    service,
    judge,
    url,
    now: clock.now,
    until,
    idle,
    gather(moment) {
      gatheredUntil = moment;
    },
    async pass(milliseconds) {
      const end = clock.now() + milliseconds;
      for (let at = clock.nextAt(); at !== null && at <= end; at = clock.nextAt()) {
        await clock.advance(Math.max(0, at - clock.now()));
        for (const beat of beats) beat();
        await idle();
      }
      await clock.advance(Math.max(0, end - clock.now()));
    },
    leftovers: () => ({
      beats: beats.size,
      timers: clock.pending(),
      listeners: getEventListeners(stopping.signal, 'abort').length,
    }),
    async get(path) {
      const answer = await fetch(`${url}${path}`);
      return { status: answer.status, text: await answer.text() };
    },
  };
}

interface Sleeping {
  readonly bench: Bench;
  /** How many turns go on. */
  readonly running: () => number;
  /** Has this looked at after whatever happens. */
  readonly look: (then: () => void) => void;
}

/** What sleeps in a turn is woken when every turn that goes on sleeps: time passes when nobody works. */
function createSleep(clock: HandClock, { bench, running, look }: Sleeping): Surroundings['clock']['sleep'] {
  const sleepers = new Set<() => void>();
  let isMoving = false;
  const move = async (): Promise<void> => {
    const at = clock.nextAt();
    if (isMoving || at === null || sleepers.size === 0 || sleepers.size < running()) return;
    isMoving = true;
    const ms = Math.max(0, at - clock.now());
    await bench.control('POST', 'clock', { advanceMs: Math.ceil(ms) });
    isMoving = false;
    await clock.advance(ms);
  };
  look(() => void move());
  return (ms, signal) =>
    new Promise((resolve) => {
      const wake = (): void => {
        sleepers.delete(wake);
        callOff();
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      const callOff = clock.after(ms, wake);
      signal?.addEventListener('abort', wake);
      if (signal?.aborted === true) wake();
    });
}

function describe(lines: readonly LogLine[], timers: number): string {
  const last = lines.slice(-15).map((line) => JSON.stringify(line));
  return `${timers} timers, and the log ends with\n${last.join('\n')}`;
}
