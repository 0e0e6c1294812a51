/** An estate that was applied, and what `drift` says of it. */
import { expect } from 'vitest';
import type { Bench } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';

export const RECORD = ['--record', 'file:record'];
export const ORDERS = 'production/Application/ord-api@mule-2';
export const PLACE = 'production/ServerGroup/payments';

/** The small estate, applied; nothing of it in the log. */
export async function openApplied(...more: readonly string[]): Promise<Bench> {
  const bench = await openEstate({}, ...more);
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  await bench.settle();
  await bench.clearLog();
  return bench;
}

interface Drifted {
  readonly address: string;
  readonly actions: string;
  readonly cause: string;
  readonly status: string;
  readonly fields: readonly Field[];
}

interface Field {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly cause: string;
}

/** What `drift -o json` lists. */
export async function drift(bench: Bench, ...args: readonly string[]): Promise<readonly Drifted[]> {
  const result = await bench.cli(['drift', '-o', 'json', ...RECORD, ...args]);
  expect(`${result.code}\n${result.stderr}`).toMatch(/^0\n/);
  const plan = JSON.parse(result.stdout) as { resource_changes: readonly (Drifted & Actions)[] };
  return plan.resource_changes.map((one) => ({
    address: one.address,
    actions: one.change.actions.join(),
    cause: one.cause,
    status: one.status,
    fields: one.fields.map(({ path, before, after, cause }) => ({ path, before, after, cause })),
  }));
}

interface Actions {
  readonly change: { readonly actions: readonly string[] };
}
