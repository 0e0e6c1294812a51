/** How the page names what it shows. A sign and words say it; colour only repeats it. */

import type { TargetStatus } from '../../model/loop-status.ts';
import type { Health, ResourceSync } from '../../model/resource-status.ts';
import type { Trigger, TurnOutcome } from '../../model/turn.ts';
import { CAUSE_NAMES } from '../../render/html/change-item.ts';

export interface Sign {
  readonly sign: string;
  readonly words: string;
  readonly tone: 'fine' | 'note' | 'alarm' | 'dim';
}

export const TARGET_SYNC: Readonly<Record<TargetStatus['sync'], Sign>> = {
  in_sync: { sign: '=', words: 'in sync', tone: 'fine' },
  out_of_sync: { sign: '≠', words: 'out of sync', tone: 'note' },
  unknown: { sign: '?', words: 'sync unknown', tone: 'dim' },
};

export const HEALTH: Readonly<Record<Health, Sign>> = {
  healthy: { sign: '●', words: 'healthy', tone: 'fine' },
  progressing: { sign: '◐', words: 'on its way', tone: 'note' },
  unhealthy: { sign: '✕', words: 'not healthy', tone: 'alarm' },
  unknown: { sign: '○', words: 'health unknown', tone: 'dim' },
};

/** The signs are those of a plan's changes, as far as there are some. */
export const RESOURCE_SYNC: Readonly<Record<ResourceSync, Sign>> = {
  in_sync: { sign: '=', words: 'in sync', tone: 'fine' },
  to_apply: { sign: '~', words: 'to be applied', tone: 'note' },
  drifted: { sign: '≠', words: CAUSE_NAMES.drift, tone: 'note' },
  waits: { sign: '…', words: 'waits', tone: 'note' },
  held: { sign: '‖', words: 'held', tone: 'note' },
  stays: { sign: '⊘', words: 'left as it is', tone: 'dim' },
};

export const OUTCOMES: Readonly<Record<TurnOutcome, Sign>> = {
  in_sync: { sign: '=', words: 'in sync', tone: 'fine' },
  applied: { sign: '✓', words: 'applied', tone: 'fine' },
  pending: { sign: '…', words: 'something waits', tone: 'note' },
  refused: { sign: '⊘', words: 'refused', tone: 'alarm' },
  unhealthy: { sign: '✕', words: 'not healthy', tone: 'alarm' },
  partial: { sign: '✕', words: 'stopped part-way', tone: 'alarm' },
  failed: { sign: '✕', words: 'failed', tone: 'alarm' },
};

/** What began a turn. */
export const TRIGGERS: Readonly<Record<Trigger, string>> = {
  start: 'the service itself',
  interval: 'the interval',
  commit: 'a new commit',
  hook: 'a hook',
  signal: 'a signal',
  window: 'a window that opened, or a hold that ended',
  retry: 'another attempt',
};
