/**
 * What Runtime Manager answers, as far as we read it. Every reader takes anything: unknown members are passed
 * over, missing ones are null, numbers and booleans may be strings, enum values are carried as they are.
 * Source: runtime-manager reference, sections 5 to 8 and 10.
 */
import { asArray, asBoolean, asNumber, asObject, asString } from '../model/json.ts';

export interface ServerWire {
  readonly id: number;
  readonly name: string;
  /** CREATED, RUNNING, DISCONNECTED, or what the service says next. */
  readonly status: string;
  readonly muleVersion: string | null;
  readonly agentVersion: string | null;
  readonly javaVersion: string | null;
  /** Milliseconds since the epoch. */
  readonly certificateExpires: number | null;
  readonly licenseExpires: number | null;
}

export interface MemberWire {
  readonly id: number;
  readonly name: string;
  /** The address it has in a unicast cluster. */
  readonly serverIp: string | null;
}

export interface ServerGroupWire {
  readonly id: number;
  readonly name: string;
  /** Null where the answer has no list of members. */
  readonly servers: readonly MemberWire[] | null;
}

export interface ClusterWire extends ServerGroupWire {
  readonly multicast: boolean | null;
}

export interface ArtifactWire {
  readonly fileName: string | null;
  /** SHA-1, lower case; null where it is not 40 hex digits and so cannot be compared. */
  readonly sha1: string | null;
  /** Bytes. */
  readonly size: number | null;
}

export interface ServerArtifactWire {
  readonly id: number;
  readonly serverId: number;
  readonly artifact: ArtifactWire;
  readonly desiredStatus: string;
  readonly lastReportedStatus: string;
  readonly message: string;
}

export interface ApplicationWire {
  readonly id: number;
  readonly name: string;
  /** STARTED, STOPPED; UPDATED while a change has not been delivered to the servers. */
  readonly desiredStatus: string;
  readonly lastReportedStatus: string;
  readonly artifact: ArtifactWire;
  readonly serverArtifacts: readonly ServerArtifactWire[];
  /** The server, group or cluster that it runs on. */
  readonly target: { readonly id: number } | null;
}

export function readServer(value: unknown): ServerWire | undefined {
  const row = asObject(value);
  const id = asNumber(row?.id);
  if (row === undefined || id === undefined) return undefined;
  return {
    id,
    name: asString(row.name) ?? String(id),
    status: asString(row.status) ?? 'UNKNOWN',
    muleVersion: asString(row.muleVersion) ?? null,
    agentVersion: asString(row.agentVersion) ?? null,
    javaVersion: javaVersionIn(row),
    certificateExpires: asNumber(row.certificateExpirationDate) ?? null,
    licenseExpires: asNumber(row.licenseExpirationDate) ?? null,
  };
}

function readMember(value: unknown): MemberWire | undefined {
  const row = asObject(value);
  const id = asNumber(row?.id);
  if (row === undefined || id === undefined) return undefined;
  const serverIp = asString(row.serverIp) ?? asString(row.clusterIp) ?? null;
  return { id, name: asString(row.name) ?? String(id), serverIp };
}

function javaVersionIn(server: Readonly<Record<string, unknown>>): string | null {
  const jvm = asObject(asObject(server.runtimeInformation)?.jvmInformation);
  return asString(asObject(jvm?.runtime)?.version) ?? null;
}

export function readServerGroup(value: unknown): ServerGroupWire | undefined {
  const row = asObject(value);
  const id = asNumber(row?.id);
  if (row === undefined || id === undefined) return undefined;
  return {
    id,
    name: asString(row.name) ?? String(id),
    servers: Array.isArray(row.servers) ? readAll(row.servers, readMember) : null,
  };
}

export function readCluster(value: unknown): ClusterWire | undefined {
  const group = readServerGroup(value);
  if (group === undefined) return undefined;
  return { ...group, multicast: asBoolean(asObject(value)?.multicastEnabled) ?? null };
}

export function readApplication(value: unknown): ApplicationWire | undefined {
  const row = asObject(value);
  const id = asNumber(row?.id);
  if (row === undefined || id === undefined) return undefined;
  const targetId = asNumber(asObject(row.target)?.id);
  return {
    id,
    name: asString(row.name) ?? asString(asObject(row.artifact)?.name) ?? String(id),
    desiredStatus: asString(row.desiredStatus) ?? 'UNKNOWN',
    lastReportedStatus: asString(row.lastReportedStatus) ?? 'UNKNOWN',
    artifact: readArtifact(row.artifact),
    serverArtifacts: readAll(asArray(row.serverArtifacts), readServerArtifact),
    target: targetId === undefined ? null : { id: targetId },
  };
}

function readServerArtifact(value: unknown): ServerArtifactWire | undefined {
  const row = asObject(value);
  const serverId = asNumber(row?.serverId);
  if (row === undefined || serverId === undefined) return undefined;
  return {
    id: asNumber(row.id) ?? 0,
    serverId,
    artifact: readArtifact(row.artifact),
    desiredStatus: asString(row.desiredStatus) ?? 'UNKNOWN',
    lastReportedStatus: asString(row.lastReportedStatus) ?? 'UNKNOWN',
    message: asString(row.message) ?? '',
  };
}

function readArtifact(value: unknown): ArtifactWire {
  const row = asObject(value);
  const checksum = asString(row?.fileChecksum)?.toLowerCase();
  return {
    fileName: asString(row?.fileName) ?? null,
    sha1: checksum !== undefined && /^[0-9a-f]{40}$/.test(checksum) ? checksum : null,
    size: asNumber(row?.fileSize) ?? null,
  };
}

export function readAll<Wire>(
  rows: readonly unknown[],
  read: (row: unknown) => Wire | undefined,
): readonly Wire[] {
  return rows.flatMap((row) => read(row) ?? []);
}
