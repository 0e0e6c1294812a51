import type { Bench, CliOptions } from './bench.ts';

/** The counts of a plan, as `plan -o json` gives them; the wording of the text is tested elsewhere. */
export async function planSummary(
  bench: Bench,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<{
  readonly code: number;
  readonly stderr: string;
  readonly summary: Readonly<Record<string, number>>;
}> {
  const { code, stdout, stderr } = await bench.cli(['plan', '-o', 'json', ...args], options);
  const { summary } = JSON.parse(stdout === '' ? '{}' : stdout) as { summary: Record<string, number> };
  return { code, stderr, summary };
}

export const NOTHING_TO_DO = { create: 0, update: 0, replace: 0, delete: 0, calls: 0 };
