/** Every call that the service accepts and that may be made, in a state. */
import type { Action, Member } from './actions.ts';
import { isSameHome, type State } from './estate.ts';
import { objectionTo } from './objections.ts';
import { nameOf, type Problem, placeOf } from './problem.ts';
import { refusalOf } from './service-rules.ts';

export function legalActions(problem: Problem, state: State): readonly Action[] {
  return [
    ...serverActions(problem, state),
    ...placeActions(problem, state),
    ...applicationActions(problem, state),
  ].filter((action) => isLegal(problem, state, action));
}

function isLegal(problem: Problem, state: State, action: Action): boolean {
  return refusalOf(state, action) === null && objectionTo(problem, state, action) === null;
}

function* serverActions(problem: Problem, state: State): Generator<Action> {
  for (const [server, { home }] of state.servers) {
    const wanted = problem.wanted.get(server);
    if (home !== null && !isSameHome(home, wanted)) yield { type: 'leave', server, place: home.place };
    if (home === null && wanted !== undefined) yield { type: 'join', server, ...wanted };
  }
}

function* placeActions(problem: Problem, state: State): Generator<Action> {
  for (const place of state.places.keys()) yield { type: 'delete', place };
  for (const [place, form] of problem.declared) {
    if (state.places.has(place)) continue;
    const ready = readyFor(problem, state, place);
    for (const members of subsetsOf(ready)) yield { type: 'create', place, form, members };
  }
}

/** Whom a place that is made now could take at once. */
export function readyFor(problem: Problem, state: State, place: string): readonly Member[] {
  const form = problem.declared.get(place) ?? 'group';
  return [...problem.wanted].flatMap(([server, home]) => {
    if (home.place !== place) return [];
    const member = { server, ip: home.ip };
    const alone = { type: 'create', place, form, members: [member] } as const;
    return refusalOf(state, alone) === null ? [member] : [];
  });
}

function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

function* applicationActions(problem: Problem, state: State): Generator<Action> {
  for (const [address, { bytes, status }] of problem.applications) {
    const identity = { name: nameOf(address), place: placeOf(address) };
    const application = state.applications.get(address);
    if (application === undefined) yield { type: 'deploy', ...identity, bytes };
    else if (application.bytes !== bytes) yield { type: 'update', ...identity, bytes };
    if (application !== undefined && application.status !== status) {
      yield { type: status === 'STARTED' ? 'start' : 'stop', ...identity };
    }
  }
  for (const { name, place } of state.applications.values()) yield { type: 'remove', name, place };
}
