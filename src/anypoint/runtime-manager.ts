/** Runtime Manager's calls for one environment. Source: runtime-manager reference, sections 4 to 9. */
import type { HttpMethod } from '../http/transport.ts';
import { MuleteerError, RequestError } from '../model/errors.ts';
import type { HttpBody } from '../model/http-body.ts';
import { asArray, asNumber, asObject, asString } from '../model/json.ts';
import type { AnypointClient } from './client.ts';
import type { Estate } from './find-estate.ts';
import {
  type ApplicationWire,
  type ClusterWire,
  readAll,
  readApplication,
  readCluster,
  readServer,
  readServerGroup,
  type ServerGroupWire,
  type ServerWire,
} from './wire.ts';

const API = '/hybrid/api/v1';

export interface RuntimeManager {
  readonly host: string;
  readonly estate: Estate;
  listServers(): Promise<readonly ServerWire[]>;
  listServerGroups(): Promise<readonly ServerGroupWire[]>;
  listClusters(): Promise<readonly ClusterWire[]>;
  listApplications(): Promise<readonly ApplicationWire[]>;
  /** Null when the service no longer knows it. */
  getApplication(id: number): Promise<ApplicationWire | null>;
  /** The ids of the groups and clusters that each alert definition names. */
  listAlerts(): Promise<readonly { readonly resourceIds: readonly number[] }[]>;
  /** A fresh token that registers one server. A secret: only `muleteer register` prints it. */
  registrationToken(): Promise<string>;
  /** The bytes of an application's artifact. `take` may be called again after a lost connection. */
  downloadArtifact(id: number, take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>): Promise<void>;
  write(
    method: Exclude<HttpMethod, 'GET'>,
    path: string,
    body: HttpBody | null,
    token?: string,
  ): Promise<unknown>;
}

export function createRuntimeManager(client: AnypointClient, estate: Estate): RuntimeManager {
  const list = async <Wire>(
    path: string,
    read: (row: unknown) => Wire | undefined,
  ): Promise<readonly Wire[]> =>
    readAll(rowsOf(await client.get(`${API}/${path}`, estate), path, client.host), read);
  /** A list that leaves the members out is completed row by row; none has been seen to. */
  const withMembers = async <Wire extends ServerGroupWire>(
    rows: readonly Wire[],
    path: string,
    read: (row: unknown) => Wire | undefined,
  ): Promise<readonly Wire[]> =>
    Promise.all(
      rows.map(async (row) => {
        if (row.servers !== null) return row;
        const body = await client.get(`${API}/${path}/${row.id}`, estate);
        return read(asObject(body)?.data ?? body) ?? row;
      }),
    );
  return {
    host: client.host,
    estate,
    listServers: () => list('servers', readServer),
    listServerGroups: async () =>
      withMembers(await list('serverGroups', readServerGroup), 'serverGroups', readServerGroup),
    listClusters: async () => withMembers(await list('clusters', readCluster), 'clusters', readCluster),
    listApplications: () => list('applications', readApplication),
    async getApplication(id) {
      try {
        const body = await client.get(`${API}/applications/${id}`, estate);
        return readApplication(asObject(body)?.data ?? body) ?? null;
      } catch (error) {
        if (error instanceof RequestError && error.code === 'not_found') return null;
        throw error;
      }
    },
    listAlerts: () => list('alerts', readAlert),
    async registrationToken() {
      const body = await client.get(`${API}/servers/registrationToken`, estate);
      const token = asString(asObject(body)?.data);
      if (token !== undefined && token !== '') return token;
      throw new MuleteerError('unexpected_answer', `${client.host} answered without a registration token`);
    },
    downloadArtifact: (id, take) => client.download(`${API}/applications/${id}/artifact`, estate, take),
    write: (method, path, body, token) => client.write(method, path, body, estate, token),
  };
}

/** An answer without a list is no empty list: taking it for one would create everything a second time. */
function rowsOf(body: unknown, path: string, host: string): readonly unknown[] {
  const rows = Array.isArray(body) ? body : asObject(body)?.data;
  if (Array.isArray(rows)) return rows;
  throw new MuleteerError('unexpected_answer', `${host} answered ${API}/${path} without a list`, {
    hint: 'is controlPlane right?',
  });
}

/** Alert definitions name what they watch in `condition.resources`, as ids or as objects with an id. */
function readAlert(row: unknown): { readonly resourceIds: readonly number[] } {
  const resources = asArray(asObject(asObject(row)?.condition)?.resources);
  return { resourceIds: resources.flatMap((one) => asNumber(one) ?? asNumber(asObject(one)?.id) ?? []) };
}
