/** When windows are open, and when they open next. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EffectClass } from '../../src/model/call.ts';
import { cronMistake } from '../../src/model/cron.ts';
import { isTimeZone, localTime } from '../../src/model/time-zone.ts';
import { createSchedule, type Window } from '../../src/model/windows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function window(cron: string, hours: number, more: Partial<Window> = {}): Window {
  return { effects: ['app-restart'], cron, duration: hours * HOUR, timezone: 'UTC', ...more };
}

/** `open`, or when it opens, as ISO 8601. */
function ask(
  windows: readonly Window[],
  at: string,
  effects: readonly EffectClass[] = ['app-restart'],
): string {
  const opening = createSchedule(windows).ask(effects, Date.parse(at));
  if (opening.is === 'open') return 'open';
  return opening.opensAt === null ? 'never' : new Date(opening.opensAt).toISOString();
}

const BERLIN = { timezone: 'Europe/Berlin' };

describe('a window', () => {
  test.each([
    ['2024-06-03T19:59:59.999Z', '2024-06-03T20:00:00.000Z'],
    ['2024-06-03T20:00:00Z', 'open'],
    ['2024-06-03T20:00:00.500Z', 'open'],
    ['2024-06-03T23:59:59.999Z', 'open'],
    ['2024-06-04T00:00:00Z', '2024-06-04T20:00:00.000Z'],
    // Friday night; the next is on Monday.
    ['2024-06-08T00:00:00Z', '2024-06-10T20:00:00.000Z'],
  ])('on weekdays from 20:00, four hours: at %s %s', (at, expected) => {
    expect(ask([window('0 20 * * MON-FRI', 4)], at)).toBe(expected);
  });

  test.each([
    ['2024-06-02T23:30:00Z', 'open'],
    ['2024-06-03T01:59:00Z', 'open'],
    ['2024-06-03T02:00:00Z', '2024-06-09T22:00:00.000Z'],
  ])('passes midnight: at %s %s', (at, expected) => {
    expect(ask([window('0 22 * * 0', 4)], at)).toBe(expected);
  });

  test('goes by the clocks of its zone, in summer and in winter', () => {
    expect(ask([window('0 20 * * *', 4, BERLIN)], '2024-06-01T00:00:00Z')).toBe('2024-06-01T18:00:00.000Z');
    expect(ask([window('0 20 * * *', 4, BERLIN)], '2024-12-01T00:00:00Z')).toBe('2024-12-01T19:00:00.000Z');
  });

  test('that is longer than its pause never closes', () => {
    expect(ask([window('0 0 * * *', 25)], '2024-06-01T12:00:00Z')).toBe('open');
  });

  test('of other effects says nothing', () => {
    const schedule = createSchedule([window('0 20 * * *', 4)]);
    expect([schedule.names('app-restart'), schedule.names('app-stop')]).toEqual([true, false]);
    expect(schedule.ask(['app-stop'], 0)).toEqual({ is: 'open' });
  });
});

describe('when the clocks change', () => {
  test.each([
    // 02:00 is not there: it opens when the clocks show 03:00, and for three real hours.
    ['2024-03-31T00:59:00Z', '2024-03-31T01:00:00.000Z'],
    ['2024-03-31T03:59:00Z', 'open'],
    ['2024-03-31T04:00:00Z', '2024-04-07T00:00:00.000Z'],
  ])('an hour that is left out is made up for: at %s %s', (at, expected) => {
    expect(ask([window('0 2 * * 0', 3, BERLIN)], at)).toBe(expected);
  });

  test.each([
    ['2024-10-27T00:29:00Z', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27T01:29:00Z', 'open'],
    // 02:30 comes a second time, and is the same window.
    ['2024-10-27T01:30:00Z', '2024-11-03T01:30:00.000Z'],
  ])('an hour that comes twice opens it once: at %s %s', (at, expected) => {
    expect(ask([window('30 2 * * 0', 1, BERLIN)], at)).toBe(expected);
  });

  test('how long it stays open is real time', () => {
    // From 22:00, six hours: until 05:00 on the clocks of that night.
    expect(ask([window('0 22 * * 6', 6, BERLIN)], '2024-03-31T02:59:00Z')).toBe('open');
    expect(ask([window('0 22 * * 6', 6, BERLIN)], '2024-03-31T03:00:00Z')).toBe('2024-04-06T20:00:00.000Z');
  });
});

describe('several windows', () => {
  const NIGHTS = window('0 22 * * *', 4);
  const MORNINGS = window('0 1 * * *', 4);

  test('of one effect may overlap: any of them will do', () => {
    expect(ask([NIGHTS, MORNINGS], '2024-06-02T01:30:00Z')).toBe('open');
    expect(ask([NIGHTS, MORNINGS], '2024-06-02T04:59:00Z')).toBe('open');
    expect(ask([NIGHTS, MORNINGS], '2024-06-02T05:00:00Z')).toBe('2024-06-02T22:00:00.000Z');
  });

  const STOPS = { effects: ['app-stop'] } as const;

  test('of two effects must be open together', () => {
    const both: readonly EffectClass[] = ['app-restart', 'app-stop'];
    const windows = [NIGHTS, window('0 1 * * *', 4, STOPS)];
    expect(ask(windows, '2024-06-01T23:00:00Z', both)).toBe('2024-06-02T01:00:00.000Z');
    expect(ask(windows, '2024-06-02T01:30:00Z', both)).toBe('open');
    expect(ask(windows, '2024-06-02T03:00:00Z', both)).toBe('2024-06-03T01:00:00.000Z');
  });

  test('that never meet let nothing pass', () => {
    const windows = [window('0 1 * * *', 1), window('0 3 * * *', 1, STOPS)];
    const opening = createSchedule(windows).ask(['app-restart', 'app-stop'], Date.UTC(2024, 5, 1, 1));
    expect(opening).toMatchObject({ is: 'closed', effects: ['app-stop'], opensAt: null });
  });

  test('never open before they say so, and are open then', () => {
    const anyWindow = fc.record({
      effects: fc.constant(['app-restart'] as const),
      cron: fc.constantFrom('0 20 * * 1-5', '30 2 * * 0', '*/45 5 * * *', '15 0 1 * *', '0 2 * * *'),
      duration: fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * MINUTE),
      timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
    });
    const windows = fc.array(anyWindow, { minLength: 1, maxLength: 3 });
    const at = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2025, 0, 1) });
    fc.assert(
      fc.property(windows, at, fc.double({ min: 0, max: 1, noNaN: true }), (all, now, share) => {
        const schedule = createSchedule(all);
        const opening = schedule.ask(['app-restart'], now);
        if (opening.is === 'open' || opening.opensAt === null) return;
        const between = now + Math.floor((opening.opensAt - 1 - now) * share);
        expect(schedule.ask(['app-restart'], between)).toMatchObject({ opensAt: opening.opensAt });
        expect(schedule.ask(['app-restart'], opening.opensAt)).toEqual({ is: 'open' });
      }),
    );
  });
});

test.each([
  ['0 20 * * 1-5', null],
  ['@daily', null],
  ['0 0 29 2 *', null],
  ['0 20 * * 1-5 *', /five fields/],
  ['', /five fields/],
  ['61 * * * *', /61 is no minute/],
  ['0 8-25 * * *', /8-25 is no hour/],
  ['0 0 32 * *', /32 is no day of the month/],
  ['0 0 * FOO *', /FOO is no month/],
  ['0 0 * * 5-1', /5-1 is no weekday/],
  ['0 0 31 4,6 *', /no such day/],
])('cron %s: %s', (cron, mistake) => {
  if (mistake === null) expect(cronMistake(cron)).toBeNull();
  else expect(cronMistake(cron)?.mistake).toMatch(mistake);
});

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Europe/Atlantis', false],
  ['+02:00', false],
  ['', false],
])('time zone %s: %s', (name, known) => expect(isTimeZone(name)).toBe(known));

test('a time is told as the clocks there show it', () => {
  expect(localTime(Date.parse('2024-06-03T18:00:00Z'), 'Europe/Berlin')).toBe(
    'Mon 2024-06-03 20:00 (Europe/Berlin)',
  );
  expect(localTime(Date.parse('2024-06-03T00:00:00Z'), 'UTC')).toBe('Mon 2024-06-03 00:00 (UTC)');
});
