/** Where an apply stands: which calls are running, what each is doing, and how many have ended how. */
import type { ApplyEvent, Outcome } from '../model/report.ts';
import type { MemberState, Unsettled } from '../model/resource.ts';
import { printable } from './printable.ts';
import { portion } from './words.ts';

export interface RunningCall {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
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
export function createRunningCalls(now: () => number): RunningCalls {
  const running = new Map<string, RunningCall>();
  const ended = { done: 0, failed: 0, skipped: 0, uncertain: 0 };
  const does = (id: string, doing: string): void => {
    const call = running.get(id);
    if (call !== undefined) running.set(id, { ...call, doing });
  };
  return {
    running: () => [...running.values()],
    ended,
    note(event) {
      switch (event.type) {
        case 'call_start':
          return void running.set(event.call, { id: event.call, since: now(), doing: '' });
        case 'call_progress':
          return does(event.call, portion(event.sent, event.total));
        case 'health':
          return does(event.call, healthText(event.health));
        case 'call_end':
          running.delete(event.call);
          ended[event.outcome.result] += 1;
      }
    },
  };
}

/** Above so many members they are counted, and only those that stand alone are named. */
const NAMED = 3;

/** `mule-1 started · mule-2 starting`, `17 started · mule-9 is disconnected`, or the one line that there is. */
export function healthText({ message, members = [] }: Unsettled): string {
  if (members.length < 2) return printable(message);
  const groups = new Map<string, MemberState[]>();
  for (const member of members) {
    const alike = members.length > NAMED ? statusText(member) : member.name;
    groups.set(alike, [...(groups.get(alike) ?? []), member]);
  }
  const parts = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return `${group.length === 1 ? first.name : group.length} ${statusText(first)}`;
  });
  return printable(parts.join(' · '));
}

function statusText({ status, statusOf }: MemberState): string {
  return `${statusOf === 'server' ? 'is ' : ''}${status.toLowerCase().replaceAll('_', ' ')}`;
}
