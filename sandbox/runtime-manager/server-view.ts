/** Servers, groups and clusters as the service shows them. Fields that do not apply are absent, never null. */
import { membersOf, statusOf, type Target } from '../estate/target.ts';
import type { ClusterRow, GroupRow, ServerRow, State } from '../world/state.ts';

/** The port that a recorded reply shows for every cluster node. */
const CLUSTER_PORT = 5701;

export function viewServer(state: State, server: ServerRow): object {
  const { licenseExpirationDate, certificateExpirationDate, gatewayVersion, agentVersion } = server;
  return {
    id: server.id,
    timeCreated: server.timeCreated,
    timeUpdated: server.timeUpdated,
    name: server.name,
    type: 'SERVER',
    serverType: server.serverType,
    muleVersion: server.muleVersion,
    ...(gatewayVersion === undefined ? {} : { gatewayVersion }),
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(licenseExpirationDate === undefined ? {} : { licenseExpirationDate }),
    ...(certificateExpirationDate === undefined ? {} : { certificateExpirationDate }),
    status: server.status,
    addresses: server.addresses,
    ...viewMembership(state, server),
    ...(agentVersion === undefined ? {} : { runtimeInformation: viewRuntime(server) }),
  };
}

function viewMembership(state: State, server: ServerRow): object {
  const { membership } = server;
  if (!membership) return {};
  if (membership.of === 'SERVER_GROUP') {
    return { serverGroupId: membership.id, serverGroupName: state.groups.get(membership.id)?.name };
  }
  const ip = membership.serverIp ?? server.addresses[0]?.ip;
  return {
    clusterId: membership.id,
    clusterName: state.clusters.get(membership.id)?.name,
    ...(ip === undefined ? {} : { serverIp: ip, currentClusteringIp: ip }),
    currentClusteringPort: CLUSTER_PORT,
  };
}

function viewRuntime(server: ServerRow): object {
  const license = server.licenseExpirationDate;
  return {
    jvmInformation: {
      runtime: { name: 'OpenJDK Runtime Environment', version: server.javaVersion },
      specification: {
        vendor: 'Oracle Corporation',
        name: 'Java Platform API Specification',
        version: server.javaVersion.startsWith('1.8') ? '1.8' : server.javaVersion.split('.')[0],
      },
    },
    osInformation: { name: 'Linux', version: '5.15.0', architecture: 'amd64' },
    ...(license === undefined ? {} : { muleLicenseExpirationDate: license }),
  };
}

export function viewGroup(state: State, group: GroupRow): object {
  return {
    id: group.id,
    timeCreated: group.timeCreated,
    timeUpdated: group.timeUpdated,
    name: group.name,
    type: 'SERVER_GROUP',
    status: statusOf(state, { type: 'SERVER_GROUP', row: group }),
    servers: membersOf(state, group.id).map((server) => viewServer(state, server)),
  };
}

export function viewCluster(state: State, cluster: ClusterRow): object {
  const members = membersOf(state, cluster.id);
  const up = members.filter((server) => server.status === 'RUNNING');
  const visibleNodeIds = up.map((server) => server.id);
  const primary = up[0] ?? members[0];
  return {
    id: cluster.id,
    timeCreated: cluster.timeCreated,
    timeUpdated: cluster.timeUpdated,
    name: cluster.name,
    type: 'CLUSTER',
    status: statusOf(state, { type: 'CLUSTER', row: cluster }),
    multicastEnabled: cluster.multicastEnabled,
    ...(primary ? { primaryNodeId: primary.id } : {}),
    servers: members.map((server) => viewServer(state, server)),
    visibilityMap: {
      mapNodes: up.map((server) => ({ serverId: server.id, visibleNodeIds, unknownNodeIps: [] })),
    },
  };
}

export function viewTarget(state: State, target: Target): object {
  switch (target.type) {
    case 'SERVER':
      return viewServer(state, target.row);
    case 'SERVER_GROUP':
      return viewGroup(state, target.row);
    case 'CLUSTER':
      return viewCluster(state, target.row);
  }
}
