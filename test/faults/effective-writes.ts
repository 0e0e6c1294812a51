/** What a plan would send, and what really took effect: both as `METHOD path`, ids as ID, sorted. */
import { expect } from 'vitest';
import type { Bench } from '../support/bench.ts';

export const RECORD = ['--record', 'file:record'];

export async function plannedWrites(bench: Bench): Promise<readonly string[]> {
  const { stdout, code, stderr } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
  expect(code, stderr).toBe(0);
  const { calls } = JSON.parse(stdout) as { calls: readonly { method: string; path: string }[] };
  return calls.map(({ method, path }) => `${method} ${withoutIds(path)}`).sort();
}

/** Since the log was cleared, whether or not the answer arrived. */
export async function effectiveWrites(bench: Bench): Promise<readonly string[]> {
  return (await bench.log())
    .filter(({ write, service, status, fault }) => {
      const happened = fault !== 'respond' && status !== null && status >= 200 && status < 300;
      return write && service !== 'accounts' && happened;
    })
    .map(({ method, path }) => `${method} ${withoutIds(path)}`)
    .sort();
}

function withoutIds(path: string): string {
  return path.replace(/\/(\d+|\{[^}]*\})(?=\/|$)/g, '/ID');
}
