import type { Call, RollbackCall } from '../model/call.ts';
import type { Plan } from '../model/plan.ts';

/** The calls of a plan by their numbers, with what undoes one behind it. */
export function callsInOrder({ calls, rollbacks }: Plan): readonly (Call | RollbackCall)[] {
  const numberOf = ({ id }: Call): number => Number(id.slice(1));
  return [...calls, ...rollbacks].sort((a, b) => numberOf(a) - numberOf(b));
}
