import type { RuntimeManager } from '../anypoint/runtime-manager.ts';
import type { Call, Goal } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';
import type { OnSent } from '../model/http-body.ts';
import type { Sent } from '../model/provider.ts';
import { SETTLED, type Settled } from '../model/resource.ts';
import { httpBody, idInAnswer } from './wire-body.ts';

/** Sends a call the way all of Runtime Manager's kinds do. */
export async function sendToRuntimeManager(api: RuntimeManager, call: Call, onSent?: OnSent): Promise<Sent> {
  const answer = await api.write(call.method, call.path, httpBody(call.body, onSent));
  return { id: call.creates === null ? null : idInAnswer(answer), note: null };
}

/** Deletes are asynchronous: the resource is listed for a while after the answer (reference, section 12, row 20). */
export function goneFrom(rows: readonly { readonly id: number }[], goal: Goal): Settled {
  if (goal.until !== 'gone') throw wrongGoal(goal);
  const there = rows.some(({ id }) => id === goal.id);
  return there ? { state: 'pending', message: 'still listed' } : SETTLED;
}

export function wrongGoal(goal: Goal): MuleteerError {
  return new MuleteerError('bug', `a goal was put to the wrong kind: ${goal.until}`);
}
