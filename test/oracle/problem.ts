/** What is wanted of an estate, and what may be done to it to get there. Built from two plain descriptions. */
import {
  type Application,
  addressOf,
  type Deployment,
  type Form,
  type Home,
  isSameHome,
  membersOf,
  type Server,
  type State,
} from './estate.ts';
import { isStuckServer } from './stuck-server.ts';

/** An estate as somebody writes it down. */
export interface Estate {
  readonly places: Readonly<Record<string, PlaceOutline>>;
  /** By address: `app-a@grp-a`. */
  readonly applications: Readonly<Record<string, Deployment>>;
}

export interface PlaceOutline {
  readonly form: Form;
  /** Server → ip, which only a unicast cluster has. */
  readonly members: Readonly<Record<string, string | null>>;
}

export interface ProblemInput {
  /** The registered ones, and whether they are connected. */
  readonly servers: Readonly<Record<string, boolean>>;
  readonly live: Estate;
  readonly desired: Estate;
  /** Places and addresses that an earlier apply recorded. */
  readonly recorded: readonly string[];
  readonly prune: 'none' | 'owned';
}

export interface Problem {
  readonly live: State;
  /** Registered servers only: nobody can seat another. */
  readonly wanted: ReadonlyMap<string, Home>;
  readonly declared: ReadonlyMap<string, Form>;
  readonly applications: ReadonlyMap<string, Deployment>;
  /** Places to be deleted: ours, and not declared any more. */
  readonly going: ReadonlySet<string>;
  /** Clusters that can become what is declared only by deletion and creation. */
  readonly replaced: ReadonlySet<string>;
  readonly prunes: boolean;
  /** Applications that wait to move elsewhere; what they are on is not taken from below them. */
  readonly waiting: ReadonlySet<string>;
}

export function problemOf(input: ProblemInput): Problem {
  const { desired, prune, recorded } = input;
  const live = liveState(input);
  const wanted = homesOf(desired, (server) => server in input.servers);
  const declared = new Map(Object.entries(desired.places).map(([name, { form }]) => [name, form]));
  const prunes = prune === 'owned';
  const going = [...live.places.keys()].filter(
    (place) => prunes && recorded.includes(place) && !declared.has(place),
  );
  const possible = Object.entries(desired.applications).filter(
    ([address]) => live.servers.has(placeOf(address)) || declared.has(placeOf(address)),
  );
  const applications = new Map(possible);
  const waiting = waitingIn(input);
  const rest = { live, wanted, declared, applications, going: new Set(going), prunes, waiting };
  const replaced = [...live.places.keys()].filter((place) => isReplaced(rest, place));
  return { ...rest, replaced: new Set(replaced) };
}

function liveState({ servers, live, desired, recorded }: ProblemInput): State {
  const homes = homesOf(live, () => true);
  const rows = Object.entries(servers).map(([name, connected]): [string, Server] => [
    name,
    { connected, home: homes.get(name) ?? null },
  ]);
  const applications = Object.entries(live.applications).map(([address, { bytes, status }]) => {
    const owned = recorded.includes(address) || address in desired.applications;
    const identity = { name: nameOf(address), place: placeOf(address) };
    const application: Application = { ...identity, bytes, status, owned, missedBy: [] };
    return [addressOf(identity.name, identity.place), application] as const;
  });
  const places = Object.entries(live.places).map(([name, { form }]) => [name, form] as const);
  return { servers: new Map(rows), places: new Map(places), applications: new Map(applications) };
}

function waitingIn({ servers, live, desired, recorded }: Omit<ProblemInput, 'prune'>): ReadonlySet<string> {
  return waitingMoves({ live, desired, recorded }, (address) => isPossible(address, { servers, desired }));
}

function isPossible(
  address: string,
  { servers, desired }: Pick<ProblemInput, 'servers' | 'desired'>,
): boolean {
  return placeOf(address) in servers || placeOf(address) in desired.places;
}

/**
 * One that is to move where it cannot go yet stays where it is until it can. Which of several of a name moves where:
 * the first in the order of addresses to the first, clusters before servers before groups. Where one runs already,
 * none moves to; where several could move, those do that still run.
 */
function waitingMoves(
  { live, desired, recorded }: Pick<ProblemInput, 'live' | 'desired' | 'recorded'>,
  isPossible: (address: string) => boolean,
): ReadonlySet<string> {
  const rank = (address: string): string => {
    const form = desired.places[placeOf(address)]?.form ?? PLACE_FORMS[placeOf(address).slice(0, 3)];
    return `${form === 'group' ? 2 : form === undefined ? 1 : 0} ${placeOf(address)}`;
  };
  const inOrder = (addresses: readonly string[]): readonly string[] =>
    [...addresses].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const waiting = new Set<string>();
  for (const name of new Set(recorded.filter((one) => one.includes('@')).map(nameOf))) {
    const isOfName = (address: string): boolean => address.includes('@') && nameOf(address) === name;
    const fresh = inOrder(
      Object.keys(desired.applications).filter(
        (one) => isOfName(one) && !recorded.includes(one) && !(one in live.applications),
      ),
    );
    const left = recorded.filter((one) => isOfName(one) && !(one in desired.applications));
    const runs = inOrder(left.filter((one) => one in live.applications));
    const lost = inOrder(left.filter((one) => !(one in live.applications)));
    const gone = inOrder([...runs, ...lost].slice(0, fresh.length));
    for (const [index, address] of fresh.entries()) {
      const from = gone[index];
      if (from !== undefined && !isPossible(address)) waiting.add(from);
    }
  }
  return waiting;
}

/** Places that only the live estate knows, by their names in the random cases. */
const PLACE_FORMS: Readonly<Record<string, Form | undefined>> = {
  grp: 'group',
  clu: 'unicast',
  uni: 'unicast',
};

function homesOf(estate: Estate, counts: (server: string) => boolean): ReadonlyMap<string, Home> {
  const homes = Object.entries(estate.places).flatMap(([place, { members }]) =>
    Object.entries(members).map(([server, ip]): [string, Home] => [server, { place, ip }]),
  );
  return new Map(homes.filter(([server]) => counts(server)));
}

/**
 * A cluster's flag cannot be changed; and the new address of an only member, whose place no other declared server can
 * hold meanwhile, cannot come by leaving and joining. Judged by what is live at the start: a cluster that runs short
 * of members on the way is not one of an only member.
 */
function isReplaced(problem: Omit<Problem, 'replaced'>, place: string): boolean {
  const { live, wanted, declared } = problem;
  const form = declared.get(place);
  if (form === undefined || form === 'group') return false;
  if (form !== live.places.get(place)) return true;
  const [only, ...others] = membersOf(live, place);
  if (only === undefined || others.length > 0) return false;
  const able = [...wanted].filter(
    ([server, home]) => home.place === place && !isStuckServer(problem, live, server),
  );
  const isAlone = able.length === 1 && able[0]?.[0] === only;
  return isAlone && !isSameHome(live.servers.get(only)?.home, wanted.get(only));
}

export function nameOf(address: string): string {
  return address.slice(0, address.indexOf('@'));
}

export function placeOf(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}
