import type { ApplyEvent } from '../model/report.ts';

/** Which targets a write is on its way to. */
export interface CallsUnderway {
  on(target: string, event: ApplyEvent): void;
  forget(target: string): void;
  isSending(target: string): boolean;
}

export function createCallsUnderway(): CallsUnderway {
  const underway = new Map<string, Set<string>>();
  return {
    on(target, { type, call }) {
      const calls = underway.get(target) ?? new Set();
      if (type === 'call_start') calls.add(call);
      if (type === 'call_end') calls.delete(call);
      underway.set(target, calls);
    },
    forget: (target) => void underway.delete(target),
    isSending: (target) => (underway.get(target)?.size ?? 0) > 0,
  };
}
