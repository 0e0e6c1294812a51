/** Plans that were reviewed, and applied by their file. */
import { expect } from 'vitest';
import type { Bench, CliResult } from '../support/bench.ts';
import { group } from '../support/console.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents } from '../support/manifests.ts';

export const RECORD = ['--record', 'file:record'];

export async function review(bench: Bench, ...flags: readonly string[]): Promise<void> {
  const { code } = await bench.cli(['plan', '-q', '-o', 'json=reviewed.json', ...RECORD, ...flags]);
  expect(code).toBe(0);
  await bench.clearLog();
}

/** Nobody can be asked, and nobody is. */
export function applyReviewed(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--plan', 'reviewed.json', ...RECORD, ...flags]);
}

/** Groups of a console, each with its permission. */
export function declareGroups(
  bench: Bench,
  groups: Readonly<Record<string, string>>,
  policy = '',
): Promise<void> {
  const texts = Object.entries(groups).map(([name, permission]) => group(name, permission));
  const target = policy === '' ? CONSOLE : CONSOLE.replace(/ \}\n$/, `, ${policy} }\n`);
  return bench.write({ 'mmc.yaml': documents(target, ...texts) });
}

export const REFUSED = /the plan is not the one that was reviewed in reviewed\.json/;

export async function expectStale(bench: Bench, hint: RegExp): Promise<void> {
  await expectFailure(await applyReviewed(bench), { code: 3, error: REFUSED, hint }, bench);
}
