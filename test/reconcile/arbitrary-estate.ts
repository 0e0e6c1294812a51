/** Random live and desired estates, within the rules that hold offline: small, and dense with conflicts. */
import fc from 'fast-check';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { documents, ENVIRONMENT, manifest } from '../support/manifests.ts';

const SERVERS = ['mule-1', 'mule-2', 'mule-3', 'mule-4'] as const;
const PLACES = ['grp-a', 'grp-b', 'clu-a', 'clu-b'] as const;
const APPLICATIONS = ['app-a', 'app-b', 'app-c'] as const;

type Place = (typeof PLACES)[number];

interface Estate {
  /** Server → where it belongs; none of the two: free. */
  readonly homes: readonly (Place | null)[];
  readonly multicast: Readonly<Record<'clu-a' | 'clu-b', boolean>>;
  /** Per application, where it is, its bytes and its status. */
  readonly applications: readonly {
    readonly name: string;
    readonly at: string;
    readonly bytes: string;
    readonly status: 'STARTED' | 'STOPPED';
  }[];
  /** Groups without members that exist all the same. */
  readonly emptyGroups: readonly Place[];
}

/** By name; what is not in it says nothing. */
type Waves = Readonly<Record<string, number>>;

export interface RandomCase {
  readonly world: WorldInput;
  readonly files: Readonly<Record<string, string>>;
}

const homes = fc.array(fc.option(fc.constantFrom(...PLACES), { nil: null }), { minLength: 4, maxLength: 4 });
const multicast = fc.record({ 'clu-a': fc.boolean(), 'clu-b': fc.boolean() });
const emptyGroups = fc.subarray(['grp-a', 'grp-b'] as Place[]);
const bytes = fc.constantFrom('v1', 'v2');
const status = fc.constantFrom('STARTED' as const, 'STOPPED' as const);

const estate = fc.record({ homes, multicast, emptyGroups }).chain((base) => {
  const places = placesOf(base.homes, base.emptyGroups);
  const free = SERVERS.filter((_, index) => base.homes[index] === null);
  const at = fc.constantFrom(...places, ...free, 'mule-none');
  const application = fc.record({ at, bytes, status });
  return fc.tuple(...APPLICATIONS.map(() => fc.option(application, { nil: null }))).map(
    (chosen): Estate => ({
      ...base,
      applications: chosen.flatMap((one, index) =>
        one === null || one.at === 'mule-none' ? [] : [{ name: APPLICATIONS[index] ?? '', ...one }],
      ),
    }),
  );
});

const wave = fc.integer({ min: -1, max: 2 });
const waves: fc.Arbitrary<Waves> = fc.dictionary(fc.constantFrom(...PLACES, ...APPLICATIONS), wave);

export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    live: estate,
    desired: estate,
    away: fc.subarray([...SERVERS], { maxLength: 1 }),
    absent: fc.boolean(),
    waves: fc.option(waves, { nil: {} }),
  })
  .map(({ live, desired, away, absent, waves: own }) => ({
    world: worldOf(live, away, absent),
    files: filesOf(desired, own),
  }));

function placesOf(members: Estate['homes'], empty: readonly Place[]): readonly Place[] {
  return PLACES.filter((place) => members.includes(place) || empty.includes(place));
}

function membersOf({ homes: members }: Estate, place: Place): readonly string[] {
  return SERVERS.filter((_, index) => members[index] === place);
}

function ipOf(server: string): string {
  return `10.0.0.${10 + Number(server.at(-1))}`;
}

/** One server that is not registered would make every estate that names it illegal: only a free one may be absent. */
function worldOf(live: Estate, away: readonly string[], absent: boolean): WorldInput {
  const idle = SERVERS.filter(
    (server, index) => live.homes[index] === null && !live.applications.some(({ at }) => at === server),
  );
  const missing = absent ? idle.slice(0, 1) : [];
  const inUnicast = (server: string): boolean =>
    (['clu-a', 'clu-b'] as const).some(
      (place) => !live.multicast[place] && membersOf(live, place).includes(server),
    );
  return {
    servers: SERVERS.filter((server) => !missing.includes(server)).map((name) => ({
      name,
      status: away.includes(name) && !inUnicast(name) ? 'DISCONNECTED' : 'RUNNING',
    })),
    serverGroups: (['grp-a', 'grp-b'] as const)
      .filter((name) => placesOf(live.homes, live.emptyGroups).includes(name))
      .map((name) => ({ name, servers: [...membersOf(live, name)] })),
    clusters: (['clu-a', 'clu-b'] as const)
      .filter((name) => membersOf(live, name).length > 0)
      .map((name) => ({
        name,
        multicast: live.multicast[name],
        servers: live.multicast[name]
          ? [...membersOf(live, name)]
          : membersOf(live, name).map((server) => ({ name: server, ip: ipOf(server) })),
      })),
    applications: live.applications.map(({ name, at, bytes: contents, status: desiredStatus }) => ({
      name,
      target: at,
      fileName: `${name}.jar`,
      contents,
      desiredStatus,
    })),
  };
}

function filesOf(desired: Estate, own: Waves): Readonly<Record<string, string>> {
  const texts = [
    ENVIRONMENT,
    ...SERVERS.map((name) => manifest('Server', name)),
    ...placesOf(desired.homes, desired.emptyGroups).map((place) => placeManifest(desired, place, own)),
    ...desired.applications.map(({ name, at, bytes: file, status: desiredStatus }) =>
      manifest(
        'Application',
        name,
        `{ target: { ${targetKey(at)}: ${at} }, artifact: { file: ${file}.jar }, desiredStatus: ${desiredStatus} }`,
        waveIn(own, name),
      ),
    ),
  ];
  return { 'estate.yaml': documents(...texts), 'v1.jar': 'v1', 'v2.jar': 'v2' };
}

function waveIn(own: Waves, name: string): string {
  return own[name] === undefined ? '' : `wave: ${own[name]}`;
}

function placeManifest(desired: Estate, place: Place, own: Waves): string {
  const members = membersOf(desired, place);
  if (place === 'grp-a' || place === 'grp-b') {
    return manifest('ServerGroup', place, `{ servers: [${members.join(', ')}] }`, waveIn(own, place));
  }
  const flows = desired.multicast[place]
    ? members
    : members.map((name) => `{ name: ${name}, ip: ${ipOf(name)} }`);
  return manifest(
    'Cluster',
    place,
    `{ multicast: ${desired.multicast[place]}, servers: [${flows.join(', ')}] }`,
    waveIn(own, place),
  );
}

function targetKey(at: string): string {
  if (at.startsWith('grp')) return 'serverGroup';
  return at.startsWith('clu') ? 'cluster' : 'server';
}
