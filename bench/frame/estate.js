// An estate of N environments, each of the same shape, in two forms that agree with each other: the world that the
// sandbox starts with, and the manifests that declare it. Nothing is random: the same shape gives the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Members of each group and of each cluster; servers that are left over stay free. */
const MEMBERS = 2;

/**
 * @param shape `{ environments, servers, groups, clusters, applications }`, all but the first of each environment;
 *   `artifacts: 'files'` for an archive beside each application, of `artifactBytes`, else they are named by digest
 */
export function createEstate(shape) {
  const numbers = Array.from({ length: shape.environments }, (_, index) => index + 1);
  return { shape, environments: numbers.map((number) => createEnvironment(shape, number)) };
}

/** The world in which all of it is there already, and runs. */
export function worldOf({ environments }) {
  const all = (rowsOf) =>
    environments.flatMap((one) => rowsOf(one).map((row) => ({ ...row, environment: one.name })));
  return {
    organizations: [{ name: 'Acme', environments: environments.map(({ name }) => name) }],
    servers: all((one) => one.servers.map((name) => ({ name }))),
    serverGroups: all((one) => one.groups),
    clusters: all((one) => one.clusters),
    applications: all((one) =>
      one.applications.map(({ name, target, fileName, sha1, bytes }) => ({
        ...{ name, target, fileName, sha1 },
        size: bytes.length,
      })),
    ),
  };
}

/** The same with its servers alone: everything else is still to be made. */
export function serversOf(estate) {
  return { ...worldOf(estate), serverGroups: [], clusters: [], applications: [] };
}

/** Writes the manifests, one file for each application, and the archives that they name. */
export function writeManifests({ shape, environments }, folder) {
  for (const environment of environments) {
    const at = join(folder, environment.name);
    mkdirSync(join(at, 'apps'), { recursive: true });
    const write = (file, documents) => {
      if (documents.length > 0) writeFileSync(join(at, file), documents.join('---\n'));
    };
    write('environment.yaml', [environmentDocument(environment.name)]);
    write(
      'servers.yaml',
      environment.servers.map((name) => serverDocument(name)),
    );
    write(
      'groups.yaml',
      environment.groups.map((group) => membersDocument('ServerGroup', group)),
    );
    write(
      'clusters.yaml',
      environment.clusters.map((cluster) => membersDocument('Cluster', cluster, '  multicast: true\n')),
    );
    if (shape.artifacts === 'files') mkdirSync(join(at, 'artifacts'), { recursive: true });
    for (const application of environment.applications) {
      write(join('apps', `${application.name}.yaml`), [applicationDocument(application, shape)]);
      if (shape.artifacts === 'files') writeFileSync(archivePath(at, application), application.bytes);
    }
  }
}

function archivePath(at, { fileName }) {
  return join(at, 'artifacts', fileName);
}

function createEnvironment(shape, number) {
  const servers = named('mule', shape.servers);
  const groups = named('group', shape.groups).map((name, index) => ({
    name,
    servers: membersAt(servers, index),
  }));
  const clusters = named('cluster', shape.clusters).map((name, index) => ({
    name,
    servers: membersAt(servers, shape.groups + index),
  }));
  const free = servers.slice((shape.groups + shape.clusters) * MEMBERS);
  const places = [
    ...groups.map(({ name }) => ({ serverGroup: name })),
    ...clusters.map(({ name }) => ({ cluster: name })),
    ...free.map((name) => ({ server: name })),
  ];
  const applications = named('app', shape.applications).map((name, index) =>
    createApplication({ name, target: places[index % places.length] }, shape, number),
  );
  return { name: `env-${padded(number, shape.environments)}`, servers, groups, clusters, applications };
}

function membersAt(servers, index) {
  return servers.slice(index * MEMBERS, (index + 1) * MEMBERS);
}

function createApplication(application, { artifactBytes = 1024 }, number) {
  const bytes = Buffer.alloc(artifactBytes, `${number}/${application.name} `);
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  return { ...application, fileName: `${application.name}-1.0.0-mule-application.jar`, bytes, sha1 };
}

function named(what, count) {
  return Array.from({ length: count }, (_, index) => `${what}-${padded(index + 1, count)}`);
}

function padded(number, most) {
  return String(number).padStart(String(most).length, '0');
}

function environmentDocument(name) {
  return `apiVersion: muleteer/v1
kind: Environment
metadata:
  name: ${name}
spec:
  organization: Acme
  environment: ${name}
`;
}

function serverDocument(name) {
  return `apiVersion: muleteer/v1
kind: Server
metadata:
  name: ${name}
`;
}

function membersDocument(kind, { name, servers }, more = '') {
  return `apiVersion: muleteer/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
${more}  servers:
${servers.map((server) => `    - ${server}\n`).join('')}`;
}

function applicationDocument({ name, target, fileName, sha1 }, { artifacts }) {
  const [[place, at]] = Object.entries(target);
  const artifact =
    artifacts === 'files'
      ? `    file: ../artifacts/${fileName}\n`
      : `    deployed:\n      sha1: ${sha1}\n      fileName: ${fileName}\n`;
  return `# Owned by the team that answers for ${name}.
apiVersion: muleteer/v1
kind: Application
metadata:
  name: ${name}
  labels:
    team: ${name.slice(0, 5)}
spec:
  target:
    ${place}: ${at}
  artifact:
${artifact}  desiredStatus: STARTED
`;
}
