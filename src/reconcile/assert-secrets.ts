import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { type SpecValue, secretsIn } from '../model/spec-value.ts';

/** Before the first write, not at the call that needs it: half an apply is what everybody fears. */
export function assertSecretsResolved({ calls }: Plan): void {
  const missing = new Set<string>();
  for (const { body } of calls) {
    const value = body.type === 'json' ? body.value : body.type === 'multipart' ? body.fields : null;
    for (const secret of secretsIn(value as SpecValue)) {
      if (secret.reveal() === undefined) missing.add(secret.reference);
    }
  }
  if (missing.size === 0) return;
  throw new MuleteerError('settings', `${[...missing].join(', ')} must be sent, but cannot be resolved`, {
    hint: `${whatToDo([...missing])} and run again: nothing was written`,
  });
}

function whatToDo(missing: readonly string[]): string {
  if (!missing.some((reference) => reference.includes('${exec:'))) return 'set it, or write the file,';
  return 'see the warning above for why: --allow-exec PROGRAM lets its program be run; mend it';
}
