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

/**
 * Whether a list shows what was asked for. Deletes are asynchronous: the resource is listed for a while after the
 * answer (reference, section 12, row 20).
 */
export function judgeListed(
  rows: readonly { readonly id: number; readonly name: string }[],
  goal: Goal,
): Settled {
  if (goal.until !== 'gone' && goal.until !== 'named') throw wrongGoal(goal);
  const row = rows.find(({ id }) => id === goal.id);
  if (goal.until === 'gone')
    return row === undefined ? SETTLED : { state: 'pending', message: 'still listed' };
  return row?.name === goal.name
    ? SETTLED
    : { state: 'pending', message: `called ${row?.name ?? 'nothing that is listed'}` };
}

export function wrongGoal(goal: Goal): MuleteerError {
  return new MuleteerError('bug', `a goal was put to the wrong kind: ${goal.until}`);
}
