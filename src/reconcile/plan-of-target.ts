import { partOf } from '../model/part-of.ts';
import type { Plan } from '../model/plan.ts';
import { fingerprintOf } from './fingerprint-of.ts';

/** The plan as a run with `--target` would have made it: it may be reviewed, and carried out, by itself. */
export function planOfTarget(plan: Plan, target: string): Plan {
  const part = partOf(plan, target);
  return { ...part, fingerprint: fingerprintOf(part.changes) };
}
