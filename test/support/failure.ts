import { expect } from 'vitest';
import type { Bench, CliResult } from './bench.ts';

/**
 * A run that failed before its first write: one error, what to do about it, nothing of how we are built, and
 * nothing written. `error` and `hint` are texts that the two lines must hold.
 */
export async function expectFailure(
  result: CliResult,
  expected: {
    readonly error: RegExp | string;
    readonly hint: RegExp | string | null;
    readonly code?: number;
  },
  bench?: Bench,
): Promise<void> {
  const { error, hint, code = 1 } = expected;
  expect(result).toMatchObject({ code });
  const lines = result.stderr.split('\n');
  const at = lines.findIndex((line) => /^\s*error:/.test(line));
  expect(
    lines.filter((line) => /^\s*error:/.test(line)),
    result.stderr,
  ).toHaveLength(1);
  expect(lines[at]).toMatch(error);
  if (hint !== null) {
    expect(lines[at + 1], result.stderr).toMatch(/^ {2}\S/);
    expect(lines[at + 1]).toMatch(hint);
  }
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
