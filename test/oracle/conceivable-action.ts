/** Any call that somebody could send, sensible or not: legal ones and such as the service has to refuse. */
import type { Action, Member } from './actions.ts';
import { CLUSTERS, NAMES, PLACES } from './draft.ts';
import type { Form, State } from './estate.ts';
import type { Choice } from './mutations.ts';

export function conceivableAction(state: State, { a, b, c }: Choice): Action {
  const sorts = [
    leaves,
    joins,
    joins,
    creations,
    creations,
    deletions,
    deployments,
    deployments,
    changes,
    changes,
  ];
  const actions = sorts[a % sorts.length]?.(state, c) ?? [];
  return actions[b % Math.max(1, actions.length)] ?? WHEN_THERE_IS_NOTHING;
}

const WHEN_THERE_IS_NOTHING: Action = { type: 'create', place: 'grp-a', form: 'group', members: [] };

function leaves({ servers }: State): readonly Action[] {
  return [...servers].flatMap(([server, { home }]) =>
    home === null ? [] : [{ type: 'leave', server, place: home.place }],
  );
}

function joins(state: State): readonly Action[] {
  return [...state.servers.keys()].flatMap((server) =>
    [...state.places].map(([place, form]): Action => ({ type: 'join', place, ...memberOf(server, form) })),
  );
}

/** The members are those whose bit is set in `c`. */
function creations(state: State, c: number): readonly Action[] {
  const chosen = [...state.servers.keys()].filter((_, index) => (c >> index) & 1);
  return PLACES.flatMap((place) =>
    formsOf(place).map((form): Action => {
      const members = chosen.map((server) => memberOf(server, form));
      return { type: 'create', place, form, members };
    }),
  );
}

function formsOf(place: string): readonly Form[] {
  return CLUSTERS.some((cluster) => cluster === place) ? ['multicast', 'unicast'] : ['group'];
}

function memberOf(server: string, form: Form): Member {
  return { server, ip: form === 'unicast' ? `10.0.0.1${server.at(-1)}` : null };
}

function deletions({ places }: State): readonly Action[] {
  return [...places.keys()].map((place) => ({ type: 'delete', place }));
}

function deployments({ servers, places }: State, c: number): readonly Action[] {
  const bytes = c % 2 ? 'v1' : 'v2';
  return NAMES.flatMap((name) =>
    [...servers.keys(), ...places.keys()].map((place): Action => ({ type: 'deploy', name, place, bytes })),
  );
}

function changes({ applications }: State, c: number): readonly Action[] {
  const type = (['update', 'start', 'stop', 'remove'] as const)[c % 4] ?? 'stop';
  return [...applications.values()].map(({ name, place, bytes }): Action => {
    return type === 'update'
      ? { type, name, place, bytes: bytes === 'v1' ? 'v2' : 'v1' }
      : { type, name, place };
  });
}
