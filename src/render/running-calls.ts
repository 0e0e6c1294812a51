/** Where an apply stands: which calls are running, what each is doing, and how many have ended how. */
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent, Outcome } from '../model/report.ts';
import type { MemberState, Unsettled } from '../model/resource.ts';
import { printable } from './printable.ts';
import { portion, size } from './words.ts';

export interface RunningCall {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** On its way to the service, or accepted and not seen to have worked yet. */
  readonly phase: 'sent' | 'waited for';
  /** What there is to say of it; empty while nothing is known but that it was sent. */
  readonly doing: string;
}

export interface RunningCalls {
  /** In the order in which they were started. */
  readonly running: () => readonly RunningCall[];
  readonly ended: Readonly<Record<Outcome['result'], number>>;
  note(event: ApplyEvent): void;
}

/** @param now milliseconds since the epoch */
export function createRunningCalls({ rollbacks }: Pick<Plan, 'rollbacks'>, now: () => number): RunningCalls {
  const undoing = new Set(rollbacks.map(({ id }) => id));
  const running = new Map<string, RunningCall>();
  const ended = { done: 0, failed: 0, skipped: 0, uncertain: 0 };
  const does = (id: string, phase: RunningCall['phase'], doing: string): void => {
    const call = running.get(id);
    if (call !== undefined) running.set(id, { ...call, phase, doing });
  };
  return {
    running: () => [...running.values()],
    ended,
    note(event) {
      switch (event.type) {
        case 'artifact_ready':
          return;
        case 'call_start':
          return void running.set(event.call, { id: event.call, since: now(), phase: 'sent', doing: '' });
        case 'call_progress':
          return does(event.call, 'sent', uploadText(event.sent, event.total));
        case 'call_doubted':
          return does(event.call, 'sent', printable(event.message));
        case 'health':
          return does(event.call, 'waited for', healthText(event.health));
        case 'call_end':
          running.delete(event.call);
          // What undoes a call counts in no total.
          if (!undoing.has(event.call)) ended[event.outcome.result] += 1;
      }
    },
  };
}

function uploadText(sent: number, total: number): string {
  return sent < total ? portion(sent, total) : `${size(total)} sent`;
}

/** More than this are counted. */
const NAMED = 3;

/** `mule-1 started · mule-2 starting`, `17 started · mule-9 is disconnected`, or the one line that there is. */
function healthText({ message, members = [] }: Unsettled): string {
  if (members.length < 2) return printable(message);
  const parts = [...groupBy(members, statusText)].map(([status, alike]) => {
    const who = alike.length > NAMED ? alike.length : alike.map(({ name }) => name).join(', ');
    return `${who} ${status}`;
  });
  return printable(parts.join(' · '));
}

function statusText({ status, statusOf }: MemberState): string {
  return `${statusOf === 'server' ? 'is ' : ''}${status.toLowerCase().replaceAll('_', ' ')}`;
}
