/** What holds after every apply, whatever was applied. */
import { expect } from 'vitest';
import type { Bench, CliResult } from './bench.ts';

interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly previous_address: string | null;
    readonly status: string;
    readonly reason: string | null;
    readonly cause: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: unknown;
      readonly after: unknown;
    };
    readonly fields: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
    readonly effects: readonly {
      readonly class: string;
      readonly subject: string;
      readonly reversible: boolean;
    }[];
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly address: string;
    readonly method: string;
    readonly path: string;
    readonly waits_for: readonly string[];
  }[];
  readonly unmanaged: readonly { readonly address: string }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
  readonly fingerprint: string;
}

export async function planJson(bench: Bench, ...args: readonly string[]): Promise<PlanJson> {
  const result = await bench.cli(['plan', '-o', 'json', ...args]);
  expect(result.stderr + result.stdout, 'plan -o json').toContain('"format_version"');
  return JSON.parse(result.stdout) as PlanJson;
}

async function apply(bench: Bench, ...args: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...args]);
}

/**
 * Applies, and then: the plan is empty, a second apply writes nothing, and planning sent nothing but GETs.
 * Returns the writes of the first apply, which must be the ones that the plan announced.
 */
export async function applyAndCheckLaws(bench: Bench): Promise<readonly string[]> {
  await bench.clearLog();
  const announced = await planJson(bench);
  const sentByPlan = (await bench.log()).filter(
    ({ method, service }) => method !== 'GET' && service !== 'accounts',
  );
  expect(sentByPlan, 'plan sends only GETs').toEqual([]);

  await bench.clearLog();
  const first = await apply(bench);
  expect(`${first.code}\n${first.stderr}`).toMatch(/^0\n/);
  const writes = await bench.writes();
  const bound = writes.map((write) => write.replace(/\d{4,}/g, 'ID'));
  const planned = announced.calls.map(
    ({ method, path }) => `${method} ${path.replace(/\{c\d+\.id\}|\d{4,}/g, 'ID')}`,
  );
  expect([...bound].sort(), 'apply sends what the plan says').toEqual([...planned].sort());

  await bench.clearLog();
  const second = await planJson(bench);
  expect(second.calls, 'plan after apply is empty').toEqual([]);
  const again = await apply(bench);
  expect(`${again.code} ${again.stderr}`).toMatch(/^0 /);
  expect(await bench.writes(), 'a second apply writes nothing').toEqual([]);
  return writes;
}
