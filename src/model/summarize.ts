import type { Call } from './call.ts';
import type { Action, Change, ChangeStatus } from './change.ts';
import type { Summary } from './plan.ts';

/** The totals of a plan. A server that restarts twice counts once, and so does an interrupted application. */
export function summarize(changes: readonly Change[], calls: readonly Call[]): Summary {
  const planned = (action: Action): number =>
    changes.filter((change) => change.action === action && change.status === 'planned').length;
  const inStatus = (status: ChangeStatus): number =>
    changes.filter((change) => change.action !== 'keep' && change.status === status).length;
  const subjects = (classes: readonly string[]): number =>
    new Set(
      calls.flatMap(({ target, effects }) =>
        effects
          .filter((effect) => classes.includes(effect.class))
          .map(({ subject }) => `${target} ${subject}`),
      ),
    ).size;
  return {
    create: planned('create'),
    update: planned('update'),
    replace: planned('replace'),
    delete: planned('delete'),
    no_op: changes.filter(({ action }) => action === 'keep').length,
    blocked: inStatus('blocked'),
    held: inStatus('held'),
    retained: inStatus('retained'),
    calls: calls.length,
    server_restarts: subjects(['server-restart']),
    app_interruptions: subjects(['app-restart', 'app-stop']),
    irreversible: calls.flatMap(({ effects }) => effects).filter(({ reversible }) => !reversible).length,
  };
}
