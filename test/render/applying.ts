/** Applies as they are told: calls that start, wait and end, and a clock that the test moves. */
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyEvent, Outcome } from '../../src/model/report.ts';
import type { MemberState, Unsettled } from '../../src/model/resource.ts';
import { call, change, plan } from './plans.ts';

export const NOON = Date.UTC(2024, 5, 1, 12, 3, 7);

/** So many applications `app-1`, `app-2`, …, each with one call. */
export function planOfCalls(count: number, verb = 'deploy'): Plan {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const keyOf = (id: number): string => `Application/app-${id}@Cluster:orders-cluster`;
  return plan(
    ids.map((id) =>
      change(keyOf(id), { calls: [`c${id}`], origin: { file: 'apps.yaml', line: id, column: 1 } }),
    ),
    { calls: ids.map((id) => call(`c${id}`, keyOf(id), { verb })) },
  );
}

export function member(name: string, status: string, parts: Partial<MemberState> = {}): MemberState {
  return { name, status, statusOf: 'application', message: '', ...parts };
}

export function waits(id: string, message: string, ...members: readonly MemberState[]): ApplyEvent {
  const health: Unsettled = { state: 'pending', message, members };
  return { type: 'health', call: id, health };
}

export function ends(id: string, milliseconds: number, parts: Partial<Outcome> = {}): ApplyEvent {
  const key = `Application/app-${id.slice(1)}@Cluster:orders-cluster`;
  const outcome: Outcome = {
    call: id,
    target: 'production',
    key,
    result: 'done',
    accepted: true,
    error: null,
    hint: null,
    note: null,
    ...parts,
  };
  return { type: 'call_end', call: id, outcome, milliseconds };
}

export function starts(id: string): ApplyEvent {
  return { type: 'call_start', call: id };
}
