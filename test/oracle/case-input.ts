/** A case in the words of the sandbox and of the manifests. */
import type { WorldInput } from '../../sandbox/world/input.ts';
import { documents, ENVIRONMENT, manifest } from '../support/manifests.ts';
import { SERVERS } from './draft.ts';
import { type Estate, nameOf, type PlaceOutline, type ProblemInput, placeOf } from './problem.ts';

export function worldOf({ servers, live }: Pick<ProblemInput, 'servers' | 'live'>): WorldInput {
  const places = Object.entries(live.places);
  return {
    servers: Object.entries(servers).map(([name, connected]) => ({
      name,
      status: connected ? 'RUNNING' : 'DISCONNECTED',
    })),
    serverGroups: places
      .filter(([, { form }]) => form === 'group')
      .map(([name, { members }]) => ({ name, servers: Object.keys(members) })),
    clusters: places
      .filter(([, { form }]) => form !== 'group')
      .map(([name, { form, members }]) => ({
        name,
        multicast: form === 'multicast',
        servers: Object.entries(members).map(([server, ip]) => (ip === null ? server : { name: server, ip })),
      })),
    applications: Object.entries(live.applications).map(([address, { bytes, status }]) => ({
      name: nameOf(address),
      target: placeOf(address),
      fileName: `${nameOf(address)}.jar`,
      contents: bytes,
      desiredStatus: status,
    })),
  };
}

/** The guards are out of the way: what is tested is the plan, not whether it may be applied. */
export function filesOf(desired: Estate, prune: 'none' | 'owned'): Readonly<Record<string, string>> {
  const limits = ['maxDeletes', 'maxUpdates', 'maxRestarts', 'maxIrreversible'].map((name) => `${name}: 100`);
  const environment = `${ENVIRONMENT}  prune: ${prune}\n  guards: { ${limits.join(', ')}, allowEmpty: true }\n`;
  const texts = [
    environment,
    ...SERVERS.map((name) => manifest('Server', name)),
    ...Object.entries(desired.places).map(([name, place]) => placeManifest(name, place)),
    ...Object.entries(desired.applications).map(([address, { bytes, status }]) => {
      const target = `{ ${targetKey(desired, placeOf(address))}: ${placeOf(address)} }`;
      const spec = `{ target: ${target}, artifact: { file: ${bytes}.jar }, desiredStatus: ${status} }`;
      return manifest('Application', nameOf(address), spec);
    }),
  ];
  return { 'estate.yaml': documents(...texts), 'v1.jar': 'v1', 'v2.jar': 'v2' };
}

function placeManifest(name: string, { form, members }: PlaceOutline): string {
  const servers = Object.entries(members).map(([server, ip]) =>
    ip === null ? server : `{ name: ${server}, ip: ${ip} }`,
  );
  const list = `servers: [${servers.join(', ')}]`;
  if (form === 'group') return manifest('ServerGroup', name, `{ ${list} }`);
  return manifest('Cluster', name, `{ multicast: ${form === 'multicast'}, ${list} }`);
}

function targetKey(estate: Estate, place: string): string {
  const form = estate.places[place]?.form;
  if (form === undefined) return 'server';
  return form === 'group' ? 'serverGroup' : 'cluster';
}

/** As the record names it: `Cluster/clu-a`, `Application/app-a@ServerGroup:grp-a`. */
export function resourceKeyOf(estate: Estate, subject: string): string {
  if (!subject.includes('@')) return `${kindOf(estate, subject)}/${subject}`;
  const place = placeOf(subject);
  return `Application/${nameOf(subject)}@${kindOf(estate, place)}:${place}`;
}

function kindOf(estate: Estate, place: string): string {
  const form = estate.places[place]?.form;
  if (form === undefined) return 'Server';
  return form === 'group' ? 'ServerGroup' : 'Cluster';
}
