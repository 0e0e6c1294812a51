import { expect } from 'vitest';
import type { Bench, CliResult } from './bench.ts';

/**
 * A run that failed before its first write: one error, what to do about it, nothing of how we are built, and
 * nothing written. `error` and `hint` are texts that the two lines must hold.
 */
export async function expectFailure(
  result: CliResult,
  {
    error,
    hint,
    code = 1,
  }: { readonly error: RegExp | string; readonly hint: RegExp | string; readonly code?: number },
  bench?: Bench,
): Promise<void> {
  expect(result).toMatchObject({ code });
  const lines = result.stderr.split('\n');
  const errors = lines.filter((line) => /^\s*error:/.test(line));
  expect(errors, result.stderr).toHaveLength(1);
  expect(errors[0]).toMatch(error);
  const after = lines[lines.findIndex((line) => /^\s*error:/.test(line)) + 1] ?? '';
  expect(after, result.stderr).toMatch(/^ {2}\S/);
  expect(after).toMatch(hint);
  expectNoInnards(result);
  if (bench !== undefined) expect(await bench.writes()).toEqual([]);
}

/** No stack trace, no file of ours, no object that somebody forgot to write out. */
export function expectNoInnards({ stdout, stderr }: CliResult): void {
  const text = `${stdout}\n${stderr}`;
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toMatch(/node_modules|\.ts:\d|\bundefined\b|\[object /);
  expect(text).not.toContain('this is a bug');
}
