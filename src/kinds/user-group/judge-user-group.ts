import type { MmcClient } from '../../mmc/client.ts';
import type { Goal } from '../../model/call.ts';
import { asArray } from '../../model/json.ts';
import { SETTLED, type Settled } from '../../model/resource.ts';
import { wrongGoal } from '../runtime-manager-calls.ts';

/**
 * Reads the group back after a write. Whether PUT replaces or only adds is not documented, and a console may add
 * permissions of its own (MMC reference, Q2 and section 5): what it did is compared, and said once, not repeated.
 */
export async function judgeUserGroup(mmc: MmcClient, goal: Goal): Promise<Settled> {
  if (goal.until === 'gone') {
    const there = (await mmc.getUserGroup(String(goal.id))) !== null;
    return there ? { state: 'pending', message: 'still there' } : SETTLED;
  }
  if (goal.until !== 'matches') throw wrongGoal(goal);
  const group = await mmc.getUserGroup(goal.name);
  if (group === null)
    return { state: 'failed', message: 'the console accepted the write, but has no such group' };
  const wanted = asArray(goal.spec.permissions).map(String);
  const there = group.permissions ?? [];
  const extra = there.filter((one) => !wanted.includes(one));
  const missing = wanted.filter((one) => !there.includes(one));
  if (extra.length > 0) return { state: 'failed', message: `the console kept or added ${extra.join(', ')}` };
  if (missing.length > 0)
    return { state: 'failed', message: `the console did not grant ${missing.join(', ')}` };
  if (group.description !== String(goal.spec.description ?? '')) {
    return { state: 'failed', message: `the console kept the description "${group.description}"` };
  }
  return SETTLED;
}
