/** Targets with guards, and what `apply` makes of them. */
import { expect } from 'vitest';
import { type Bench, type CliResult, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, manifest } from '../support/manifests.ts';

export const RECORD = ['--record', 'file:record'];

/** A target with a policy: `withPolicy(CONSOLE, 'prune: owned')`. */
export function withPolicy(target: string, policy: string): string {
  if (policy === '') return target;
  return target === CONSOLE ? target.replace(/ \}\n$/, `, ${policy} }\n`) : `${target}  ${policy}\n`;
}

export interface Groups {
  readonly policy?: string;
  readonly count: number;
  /** So many of them have another description than the others. */
  readonly changed?: number;
  readonly more?: readonly string[];
}

/** A console whose manifests declare so many user groups. */
export async function declareGroups(
  bench: Bench,
  { policy = '', count, changed = 0, more = [] }: Groups,
): Promise<void> {
  const groups = Array.from({ length: count }, (_, index) =>
    manifest(
      'UserGroup',
      `g-${index}`,
      `{ description: ${index < changed ? 'new' : 'old'}, permissions: [] }`,
    ),
  );
  await bench.write({ 'mmc.yaml': documents(withPolicy(CONSOLE, policy), ...groups, ...more) });
}

/** So many groups, applied. */
export async function openGroups(count: number, policy: string): Promise<Bench> {
  const bench = await openBench();
  await declareGroups(bench, { count, policy });
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await bench.clearLog();
  return bench;
}

export function apply(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...RECORD, ...flags]);
}

export async function expectBlocked(
  bench: Bench,
  rule: string,
  flag: string,
  ...flags: readonly string[]
): Promise<void> {
  const error = new RegExp(`beyond a guard: .*${rule} of `);
  await expectFailure(await apply(bench, ...flags), { code: 3, error, hint: flag }, bench);
}

export async function guardsOf(bench: Bench): Promise<readonly unknown[]> {
  const { stdout, code } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { guards: readonly unknown[] }).guards;
}
