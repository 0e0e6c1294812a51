import { isIP } from 'node:net';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FieldRule } from '../../model/fields.ts';
import type { Declaration, Reference } from '../../model/kind.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../../model/manifest.ts';
import type { SpecObject } from '../../model/spec-value.ts';
import { checkAll, dashedName, findRepeated, renamedToItself } from '../declaration-rules.ts';

export interface ClusterMember {
  readonly name: string;
  readonly ip?: string;
}

/**
 * A Cluster's spec in canonical form. Manifests may write a member without ip as its plain name. One that is only
 * observed may say less.
 */
export interface ClusterSpec {
  readonly multicast?: boolean;
  readonly servers?: readonly ClusterMember[];
}

const fields: { readonly [Field in keyof Required<ClusterSpec>]: FieldRule } = {
  multicast: { compare: 'value', immutable: true },
  servers: { compare: 'set', itemKey: 'name', refersTo: 'Server', exclusive: true },
};

export const clusterDeclaration: Declaration = {
  kind: 'Cluster',
  targetKind: 'Environment',
  fields,
  declare: (manifest) => [
    {
      identity: { kind: 'Cluster', name: manifest.metadata.name, place: null },
      spec: canonicalSpec(manifest),
    },
  ],
  check: checkAll([
    dashedName(3, 40),
    renamedToItself,
    checkRepeatedServers,
    checkAddresses,
    checkRepeatedAddresses,
  ]),
  references: findReferences,
  files: () => [],
  whyUndeletable: () => null,
  express,
};

/** Multicast members are plain names. */
function express({ multicast, servers }: SpecObject): SpecObject {
  if (typeof multicast !== 'boolean' || !Array.isArray(servers)) return {};
  const members = (servers as readonly (SpecObject & ClusterMember)[]).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return { multicast, servers: multicast ? members.map(({ name }) => name) : members };
}

interface Listed {
  readonly member: ClusterMember;
  readonly path: DocumentPath;
}

interface WrittenSpec extends Omit<ClusterSpec, 'servers'> {
  readonly servers?: readonly (string | ClusterMember)[];
}

function canonicalSpec(manifest: Manifest): SpecObject {
  const { servers, ...rest } = manifest.spec as WrittenSpec;
  if (servers === undefined) return { ...rest };
  return { ...rest, servers: membersOf(manifest).map(({ member }) => ({ ...member })) };
}

function membersOf(manifest: Manifest): readonly Listed[] {
  const { servers = [] } = manifest.spec as WrittenSpec;
  return servers.map((server, index) => ({
    member: typeof server === 'string' ? { name: server } : server,
    path: typeof server === 'string' ? ['spec', 'servers', index] : ['spec', 'servers', index, 'name'],
  }));
}

function findReferences(manifest: Manifest): readonly Reference[] {
  return membersOf(manifest).map(({ member, path }) => ({
    kind: 'Server',
    name: member.name,
    path,
    exclusive: true,
  }));
}

function checkRepeatedServers(manifest: Manifest) {
  return findRepeated(manifest, findReferences(manifest), 'servers');
}

/** Unicast servers find each other by address, multicast servers without. */
function checkAddresses(manifest: Manifest): readonly Diagnostic[] {
  const { multicast } = manifest.spec as WrittenSpec;
  return membersOf(manifest).flatMap(({ member: { name, ip }, path }, index) => {
    const ipPath = ['spec', 'servers', index, 'ip'];
    if (multicast === true && ip !== undefined) {
      const about = { code: 'ip_not_allowed', message: `${name} has an ip, but the cluster is multicast` };
      return [
        manifestDiagnostic(manifest, ipPath, { ...about, hint: 'remove the ip, or set multicast: false' }),
      ];
    }
    if (multicast === false && ip === undefined) {
      const about = { code: 'ip_missing', message: `${name} has no ip, and the cluster is not multicast` };
      return [manifestDiagnostic(manifest, path, { ...about, hint: `write { name: ${name}, ip: … }` })];
    }
    if (ip === undefined || isIP(ip) !== 0) return [];
    const about = {
      code: 'ip_not_valid',
      message: `${ip} is not an IP address`,
      hint: 'IPv4 or IPv6: 10.0.0.21',
    };
    return [manifestDiagnostic(manifest, ipPath, about)];
  });
}

function checkRepeatedAddresses(manifest: Manifest): readonly Diagnostic[] {
  const addresses = membersOf(manifest).flatMap(({ member: { ip } }, index) =>
    ip === undefined ? [] : [{ name: ip, path: ['spec', 'servers', index, 'ip'] }],
  );
  return findRepeated(manifest, addresses, 'servers');
}
