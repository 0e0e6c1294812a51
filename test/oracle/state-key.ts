/**
 * States that differ only in who is who are one. A labeling gives places and application names other names among
 * their like; servers of one role are told apart by where they are, and by nothing else. A labeling counts when the
 * goal looks the same under it; a state's key is the least of its texts under all that count.
 */
import { type Application, isSameHome, type State } from './estate.ts';
import { nameOf, type Problem, placeOf } from './problem.ts';

interface Labels {
  /** Groups and clusters; the entries stand in the order of their labels. */
  readonly places: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
}

type KeyOf = (state: State, interrupted: ReadonlySet<string>) => string;

export function keysFor(problem: Problem): KeyOf {
  const labelings = labelingsOf(problem);
  const [goal, ...others] = labelings.map((labels) => goalText(problem, labels));
  const writers = labelings
    .filter((_, index) => index === 0 || others[index - 1] === goal)
    .map((labels) => writerFor(problem, labels));
  return (state, interrupted) => {
    const [least = ''] = writers.map((write) => write(state, interrupted)).sort();
    return least;
  };
}

/** The first one leaves every name as it is. */
function labelingsOf(problem: Problem): readonly Labels[] {
  const places = [...new Set([...problem.live.places.keys(), ...problem.declared.keys()])].sort();
  const isGroup = (place: string): boolean =>
    (problem.declared.get(place) ?? problem.live.places.get(place)) === 'group';
  const addresses = [...problem.live.applications.keys(), ...problem.applications.keys()];
  const names = [...new Set(addresses.map(nameOf))].sort();
  const clusters = places.filter((place) => !isGroup(place));
  return relabelingsOf(places.filter(isGroup)).flatMap((groupLabels) =>
    relabelingsOf(clusters).flatMap((clusterLabels) =>
      relabelingsOf(names).map((nameLabels) => ({
        places: new Map([...groupLabels, ...clusterLabels]),
        names: new Map(nameLabels),
      })),
    ),
  );
}

type Relabeling = readonly (readonly [string, string])[];

function relabelingsOf(labels: readonly string[]): readonly Relabeling[] {
  return permutationsOf(labels).map((order) =>
    labels.map((label, at) => [order[at] ?? label, label] as const),
  );
}

function permutationsOf(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length <= 1) return [names];
  return names.flatMap((first) =>
    permutationsOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]),
  );
}

function goalText(problem: Problem, labels: Labels): string {
  const servers = [...problem.live.servers.keys()].map((server) => roleOf(problem, labels, server));
  const places = [...labels.places].map(([name, label]) => `${label} ${placeRole(problem, name)}`);
  const applications = [...problem.applications].map(
    ([address, { bytes, status }]) =>
      `${labels.names.get(nameOf(address))}@${labels.places.get(placeOf(address))} ${bytes} ${status}`,
  );
  return [servers, places, applications].map((texts) => texts.sort().join()).join('|');
}

function placeRole({ declared, going, replaced }: Problem, name: string): string {
  return `${declared.get(name)} ${going.has(name)} ${replaced.has(name)}`;
}

/** What the goal has to do with a server. */
function roleOf(problem: Problem, { places, names }: Labels, server: string): string {
  const wanted = problem.wanted.get(server);
  const own = [...problem.applications].filter(([address]) => placeOf(address) === server);
  const texts = own.map(([address, { bytes, status }]) => `${names.get(nameOf(address))} ${bytes} ${status}`);
  const { connected } = problem.live.servers.get(server) ?? {};
  return `${wanted ? places.get(wanted.place) : ''} ${connected} ${texts.sort().join()}`;
}

function writerFor(problem: Problem, labels: Labels): KeyOf {
  const roles = new Map(
    [...problem.live.servers.keys()].map((name) => [name, roleOf(problem, labels, name)]),
  );
  return (state, interrupted) => {
    const held = heldBy(state, interrupted, labels);
    const servers = [...state.servers].map(([name, { home }]) => {
      const settled = isSameHome(home, problem.wanted.get(name)) ? '!' : '';
      return `${roles.get(name)}:${home ? labels.places.get(home.place) : ''}${settled}:${held(name)}`;
    });
    const places = [...labels.places.keys()].map((name) => `${state.places.get(name) ?? ''}:${held(name)}`);
    return `${servers.sort().join(';')}|${places.join(';')}`;
  };
}

/** What is deployed at a place, and what was interrupted there and may be gone. */
function heldBy(state: State, interrupted: ReadonlySet<string>, labels: Labels): (place: string) => string {
  const texts = new Map<string, string[]>();
  const note = (place: string, text: string): void => {
    texts.set(place, [...(texts.get(place) ?? []), text]);
  };
  for (const application of state.applications.values()) {
    note(application.place, `${labels.names.get(application.name)}${contentOf(application)}`);
  }
  for (const address of interrupted) note(placeOf(address), `${labels.names.get(nameOf(address))}!`);
  return (place) => texts.get(place)?.sort().join() ?? '';
}

function contentOf({ bytes, status, owned }: Application): string {
  return `${bytes}${status === 'STARTED' ? '+' : '-'}${owned ? '' : '?'}`;
}
