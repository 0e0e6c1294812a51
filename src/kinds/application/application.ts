import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ApplicationWire } from '../../anypoint/wire.ts';
import type { Place } from '../../model/resource.ts';
import type { SpecObject } from '../../model/spec-value.ts';
import { defineKind, type Names } from '../kind-definition.ts';
import { sendToRuntimeManager } from '../runtime-manager-calls.ts';
import { applicationDeclaration } from './declaration.ts';
import { draftApplication } from './draft-application.ts';
import { health } from './health.ts';
import { lookAtApplications } from './look-at-applications.ts';
import { prepareApplication } from './prepare-application.ts';

/** A Mule application deployed to a server, a server group or a cluster. */
export const application = defineKind<ApplicationWire, RuntimeManager>({
  declaration: applicationDeclaration,
  losesAlerts: false,
  list: async (api) => ({ rows: await api.listApplications(), reach: 'all' }),
  words: async () => null,
  check: () => [],
  redact: withoutMessages,
  identify: ({ id, name }) => ({ id, name }),
  describe(wire, names) {
    const place = placeOf(wire, names);
    return {
      name: wire.name,
      place,
      spec: {
        ...(place === null ? {} : { target: { [WRITTEN[place.kind]]: place.name } }),
        artifact: artifactOf(wire),
        ...declaredStatus(wire),
      },
      settled: health(wire, { serverIds: null, status: null, sha1: null, server: knownServer(names) }),
      facts: {},
    };
  },
  prepare: prepareApplication,
  replaces: () => false,
  neverPruned: () => false,
  report: () => [],
  draft: draftApplication,
  send: sendToRuntimeManager,
  look: lookAtApplications,
});

/** What a runtime says of a failure may hold anything, values of properties included. */
function withoutMessages(wire: ApplicationWire): ApplicationWire {
  const serverArtifacts = wire.serverArtifacts.map((entry) => ({
    ...entry,
    message: entry.message === '' ? '' : '(redacted)',
  }));
  return { ...wire, serverArtifacts };
}

/** As a manifest writes the kind of a place. */
const WRITTEN = { Cluster: 'cluster', ServerGroup: 'serverGroup', Server: 'server' } as const;

function placeOf({ target }: ApplicationWire, names: Names): Place | null {
  return target === null ? null : (names.placeOf(target.id) ?? null);
}

function knownServer(names: Names) {
  return (id: number) => ({
    name: names.nameOf('Server', id) ?? `server ${id}`,
    status: names.serverStatus(id) ?? 'RUNNING',
  });
}

function artifactOf({ artifact }: ApplicationWire): SpecObject {
  const { fileName, sha1, size } = artifact;
  return {
    ...(fileName === null ? {} : { fileName }),
    ...(sha1 === null ? {} : { sha1 }),
    ...(size === null ? {} : { size }),
  };
}

/**
 * UPDATED means that something is on its way to some server (reference, section 8.7). Those that have it already
 * tell what was asked; where none does, nobody can say.
 */
function declaredStatus({ desiredStatus, serverArtifacts, artifact }: ApplicationWire): SpecObject {
  if (desiredStatus !== 'UPDATED') return { desiredStatus };
  const delivered = serverArtifacts
    .filter((entry) => entry.desiredStatus !== 'UPDATED' && entry.artifact.sha1 === artifact.sha1)
    .map((entry) => entry.desiredStatus);
  const [first] = delivered;
  return first !== undefined && new Set(delivered).size === 1 ? { desiredStatus: first } : {};
}
