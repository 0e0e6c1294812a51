/** A large upload must not flood whoever listens. */
import { expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/model/report.ts';
import { uploadProgress } from '../../src/reconcile/upload-progress.ts';
import { call } from '../render/plans.ts';

const CHUNK = 262_144;

function told(total: number, rounds = 1): readonly number[] {
  const events: ApplyEvent[] = [];
  const onSent = uploadProgress(call('c1', 'Application/a'), (event) => events.push(event));
  for (let round = 0; round < rounds; round += 1) {
    for (let sent = CHUNK; sent < total; sent += CHUNK) onSent(sent, total);
    onSent(total, total);
  }
  return events.map((event) => (event.type === 'call_progress' ? event.sent : Number.NaN));
}

test('200 MB give some tens of events, and the last one is the whole', () => {
  const sent = told(200_000_000);
  expect(sent.length).toBeGreaterThan(20);
  expect(sent.length).toBeLessThanOrEqual(50);
  expect(sent.at(-1)).toBe(200_000_000);
  expect([...sent].sort((a, b) => a - b)).toEqual(sent);
});

test('a small file gives one', () => {
  expect(told(829)).toEqual([829]);
});

test('a file that is sent again starts from the beginning', () => {
  const sent = told(20_000_000, 2);
  expect(sent.filter((one) => one === 20_000_000)).toHaveLength(2);
  expect(sent[sent.indexOf(20_000_000) + 1]).toBe(CHUNK);
});
