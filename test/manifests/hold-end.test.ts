import { expect, test } from 'vitest';
import { holdEnd } from '../../src/model/hold-end.ts';

const at = (until: string) => {
  const end = holdEnd(until);
  return end === null ? null : new Date(end).toISOString();
};

test.each([
  ['2026-08-20', '2026-08-21T00:00:00.000Z'],
  ['2026-12-31', '2027-01-01T00:00:00.000Z'],
  ['2028-02-29', '2028-03-01T00:00:00.000Z'],
  ['2026-08-20T18:00Z', '2026-08-20T18:00:00.000Z'],
  ['2026-08-20T18:00:30.5Z', '2026-08-20T18:00:30.500Z'],
  ['2026-08-20T18:00+02:00', '2026-08-20T16:00:00.000Z'],
  ['2026-08-20T00:30:00-05:30', '2026-08-20T06:00:00.000Z'],
])('a hold until %s ends at %s', (until, end) => expect(at(until)).toBe(end));

test.each([
  '',
  'tomorrow',
  '2026',
  '2026-08',
  '2026-8-20',
  '20.08.2026',
  '2026-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-08-20T18:00',
  '2026-08-20 18:00Z',
  '2026-08-20T24:00Z',
  '2026-08-20T18:60Z',
  '2026-08-20T18:00+0200',
  '2026-08-20T18:00+99:00',
  '2026-08-20T18:00Z, or so',
])('no hold ends at %j', (until) => expect(holdEnd(until)).toBeNull());
