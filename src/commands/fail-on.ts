/** `--fail-on`: classes of changes that somebody would rather not have at all. */
import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { FailOn } from './options.ts';

/** The class of `--fail-on` that the plan has, or null. */
export function refusedBy({ summary, changes, guards }: Plan, classes: readonly FailOn[]): FailOn | null {
  const present: Readonly<Record<FailOn, boolean>> = {
    blocked: changes.some(
      ({ status, waiting }) => status === 'blocked' || (status === 'planned' && waiting.length > 0),
    ),
    held: summary.held > 0,
    guard: guards.some(({ verdict }) => verdict === 'block'),
    irreversible: summary.irreversible > 0,
  };
  return classes.find((one) => present[one]) ?? null;
}

export function refusal(failed: FailOn): MuleteerError {
  return new MuleteerError('refused', `the plan has ${failed} changes, which --fail-on refuses`, {
    hint: 'nothing was written',
  });
}
