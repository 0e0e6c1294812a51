/** One sign, or Terraform's words, for what becomes of a resource. */
import type { Action, Change } from '../model/change.ts';

const SIGNS: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  keep: '=',
};

/** What is not done has signs of its own, whatever it would be. */
const STATUS_SIGNS = { blocked: '…', held: '‖', retained: '⊘' } as const;

export function markOf({ status, action, order }: Change): string {
  if (status !== 'planned') return STATUS_SIGNS[status];
  return action === 'replace' && order === 'createFirst' ? '+/-' : SIGNS[action];
}

const ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ['create'],
  update: ['update'],
  replace: ['delete', 'create'],
  delete: ['delete'],
  keep: ['no-op'],
};

export function actionsOf({ action, order }: Change): readonly string[] {
  return action === 'replace' && order === 'createFirst' ? ['create', 'delete'] : ACTIONS[action];
}
