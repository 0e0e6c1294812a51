import { type Application, applicationsAt, isSameHome, type State } from './estate.ts';
import { isForeign } from './objections.ts';
import type { Problem } from './problem.ts';

/**
 * Whether a server that has to join never can: it is away, or in a place that is not ours, or it keeps an application
 * that nobody may delete, or would keep a copy of one when it leaves its group.
 */
export function isStuckServer(problem: Omit<Problem, 'replaced'>, state: State, server: string): boolean {
  const wanted = problem.wanted.get(server);
  const row = state.servers.get(server);
  if (wanted === undefined || row === undefined || isSameHome(row.home, wanted)) return false;
  if (!row.connected && problem.declared.get(wanted.place) === 'unicast') return true;
  if (row.home !== null && isForeign(problem, row.home.place)) return true;
  const group = row.home !== null && state.places.get(row.home.place) === 'group' ? row.home.place : null;
  const kept = [...applicationsAt(state, server), ...(group === null ? [] : applicationsAt(state, group))];
  return kept.some((application: Application) => !problem.prunes || !application.owned);
}
