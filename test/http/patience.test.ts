/** What is repeated, how long is waited for it, and how many requests are on their way at once. */
import { describe, expect, test } from 'vitest';
import { createGate, type Pass } from '../../src/http/gate.ts';
import { type PatienceOptions, patiently } from '../../src/http/patient-transport.ts';
import type { HttpMethod, Transport } from '../../src/http/transport.ts';
import type { Clock } from '../../src/model/clock.ts';
import { type Answer, closedPort, startHttpServer } from '../support/http-server.ts';
import { openTransport, request } from '../support/transport.ts';

const SIGN_IN = '/sign-in';
const NOON = Date.UTC(2026, 0, 1, 12);

/** Waiting costs nothing, and is counted. */
class Waits implements Clock {
  readonly slept: number[] = [];
  #now = NOON;

  now = (): number => this.#now;

  sleep = async (ms: number): Promise<void> => {
    this.slept.push(Math.round(ms));
    this.#now += ms;
  };
}

/** Time passes when the test says so. */
class Gaps implements Clock {
  readonly gaps: (() => void)[] = [];
  #now = NOON;

  now = (): number => this.#now;

  sleep = (): Promise<void> => new Promise((resolve) => this.gaps.push(resolve));

  pass(ms: number): void {
    this.#now += ms;
    for (const wake of this.gaps.splice(0)) wake();
  }
}

async function open(
  answers: readonly (Answer | 'drop')[],
  options: Partial<PatienceOptions> = {},
): Promise<{ transport: Transport; clock: Waits; asked: () => number }> {
  const left = [...answers];
  const server = await startHttpServer(() => left.shift() ?? { body: {} });
  const clock = new Waits();
  const transport = patiently(await openTransport(server.url, { signInPaths: [SIGN_IN] }), {
    most: 8,
    signInPaths: [SIGN_IN],
    clock,
    random: () => 0,
    ...options,
  });
  return { transport, clock, asked: () => server.received.length };
}

const times = (count: number, answer: Answer | 'drop'): readonly (Answer | 'drop')[] =>
  Array.from({ length: count }, () => answer);

describe('what is repeated', () => {
  const answers: readonly (readonly [string, Answer | 'drop'])[] = [
    ['429', { status: 429 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a lost connection', 'drop'],
  ];
  const reads: readonly (readonly [HttpMethod, string])[] = [
    ['GET', '/servers'],
    ['POST', SIGN_IN],
  ];

  test.each(answers.flatMap((one) => reads.map((read) => [...one, ...read] as const)))(
    '%s, to %s',
    async (_, answer, method, path) => {
      const { transport, asked } = await open(times(2, answer));
      expect(await transport.send(request(method, path))).toMatchObject({ status: 200 });
      expect(asked()).toBe(3);
    },
  );

  test('a write only when it was throttled: all else may have arrived', async () => {
    const throttled = await open(times(2, { status: 429 }));
    expect(await throttled.transport.send(request('PATCH', '/'))).toMatchObject({ status: 200 });
    for (const status of [500, 502, 503, 504]) {
      const { transport, asked } = await open(times(1, { status }));
      expect(await transport.send(request('PATCH', '/'))).toMatchObject({ status });
      expect(asked()).toBe(1);
    }
    const lost = await open(times(1, 'drop'));
    await expect(lost.transport.send(request('PATCH', '/'))).rejects.toMatchObject({ arrived: 'maybe' });
    expect(lost.asked()).toBe(1);
  });

  test('a refusal never', async () => {
    for (const status of [400, 401, 403, 404, 409, 500]) {
      const { transport, asked } = await open(times(1, { status }));
      expect(await transport.send(request('GET', '/'))).toMatchObject({ status });
      expect(asked()).toBe(1);
    }
  });

  test('a connection that does not come about, twice', async () => {
    const clock = new Waits();
    const nobody = await openTransport(`http://127.0.0.1:${await closedPort()}`);
    const transport = patiently(nobody, { most: 1, signInPaths: [], clock, random: () => 0 });
    await expect(transport.send(request('PATCH', '/'))).rejects.toMatchObject({ code: 'unreachable' });
    expect(clock.slept).toHaveLength(2);
  });
});

describe('how long is waited', () => {
  test.each([
    ['in seconds', '7'],
    ['as a date', new Date(NOON + 7_000).toUTCString()],
  ])('as the service asks, %s', async (_, header) => {
    const { transport, clock } = await open([{ status: 429, headers: { 'retry-after': header } }]);
    await transport.send(request('GET', '/'));
    expect(clock.slept).toEqual([7_000]);
  });

  test.each(['soon', '-3', new Date(NOON - 7_000).toUTCString()])('not by %j', async (header) => {
    const { transport, clock } = await open([{ status: 429, headers: { 'retry-after': header } }]);
    await transport.send(request('GET', '/'));
    expect(clock.slept.every((ms) => ms < 500)).toBe(true);
  });

  test('longer each time, between half and the whole of it, and not for ever', async () => {
    const least = await open(times(100, { status: 503 }));
    expect(await least.transport.send(request('GET', '/'))).toMatchObject({ status: 503 });
    expect(least.asked()).toBe(11);
    expect(least.clock.slept).toEqual([250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
    const most = await open(times(3, { status: 503 }), { random: () => 1 });
    await most.transport.send(request('GET', '/'));
    expect(most.clock.slept).toEqual([500, 1000, 2000]);
  });

  test('no longer than five minutes, all told: the answer is handed on', async () => {
    const { transport, clock, asked } = await open(
      times(9, { status: 429, headers: { 'retry-after': '100' } }),
    );
    expect(await transport.send(request('GET', '/'))).toMatchObject({ status: 429 });
    expect(asked()).toBe(4);
    expect(clock.now() - NOON).toBe(300_000);
    const hour = await open(times(9, { status: 429, headers: { 'retry-after': '3600' } }));
    expect(await hour.transport.send(request('GET', '/'))).toMatchObject({ status: 429 });
    expect(hour.clock.slept).toEqual([]);
  });

  test('by everybody who comes meanwhile, too', async () => {
    const clock = new Gaps();
    const server = await startHttpServer(() =>
      server.received.length === 1 ? { status: 429, headers: { 'retry-after': '7' } } : { body: {} },
    );
    const transport = patiently(await openTransport(server.url), {
      most: 8,
      signInPaths: [],
      clock,
      random: () => 0,
    });
    const first = transport.send(request('PATCH', '/'));
    while (clock.gaps.length === 0) await allDone();
    const second = transport.send(request('PATCH', '/'));
    while (clock.gaps.length === 1) await allDone();
    expect(server.received).toHaveLength(1);
    clock.pass(7_000);
    expect(await Promise.all([first, second])).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  test('not at all once it is to stop', async () => {
    const stop = new AbortController();
    stop.abort();
    const { transport, asked } = await open(times(3, { status: 503 }), { stop: stop.signal });
    expect(await transport.send(request('GET', '/'))).toMatchObject({ status: 503 });
    expect(asked()).toBe(1);
  });
});

describe('how many at once', () => {
  /** So many requests want to go out; all that are let in are answered together. How many there were each time. */
  async function rounds(count: number, outcomes: (round: number) => 'served' | 'throttled') {
    const gate = createGate({ most: 8, clock: new Waits() });
    let inside: Pass[] = [];
    const come = async (): Promise<void> => {
      const pass = await gate.enter();
      inside.push(pass);
    };
    for (let index = 0; index < count; index += 1) void come();
    const sizes: number[] = [];
    for (let round = 0; ; round += 1) {
      await allDone();
      if (inside.length === 0) return sizes;
      sizes.push(inside.length);
      const passes = inside;
      inside = [];
      for (const pass of passes) {
        const outcome = outcomes(round);
        pass.leave(outcome);
        if (outcome === 'throttled') void come();
      }
    }
  }

  test('half as many when it is too much, and one more after each round that went well', async () => {
    const sizes = await rounds(60, (round) => (round === 0 ? 'throttled' : 'served'));
    expect(sizes.slice(0, 5)).toEqual([8, 4, 4, 5, 6]);
    expect(Math.max(...sizes)).toBe(8);
  });

  test('one at least, however often it is too much', async () => {
    const sizes = await rounds(12, (round) => (round < 6 ? 'throttled' : 'served'));
    expect(sizes.slice(0, 6)).toEqual([8, 4, 2, 1, 1, 1]);
  });

  test('what failed for another reason says nothing about it', async () => {
    const gate = createGate({ most: 1, clock: new Waits() });
    (await gate.enter()).leave('failed');
    (await gate.enter()).leave('served');
  });

  test('nobody while the service asked to wait', async () => {
    const clock = new Waits();
    const gate = createGate({ most: 8, clock });
    gate.pause(5_000);
    gate.pause(1_000);
    await gate.enter();
    expect(clock.slept).toEqual([5_000]);
  });

  test('nobody waits for that once it is to stop', async () => {
    const stop = new AbortController();
    const clock = new Waits();
    const endless: Clock = { now: clock.now, sleep: (_, signal) => aborted(signal) };
    const gate = createGate({ most: 8, clock: endless, stop: stop.signal });
    gate.pause(300_000);
    const entering = gate.enter();
    await allDone();
    stop.abort();
    await entering;
    await gate.enter();
  });
});

/** Never, without a signal. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Everything that waits for no input and no time. */
function allDone(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
