import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ClusterWire, MemberWire } from '../../anypoint/wire.ts';
import { type DesiredResource, type LiveResource, SETTLED } from '../../model/resource.ts';
import type { SpecObject } from '../../model/spec-value.ts';
import { asDeclared, defineKind, type Names } from '../kind-definition.ts';
import { membersOf } from '../members.ts';
import { judgeListed, sendToRuntimeManager } from '../runtime-manager-calls.ts';
import { clusterDeclaration } from './declaration.ts';
import { draftCluster } from './draft-cluster.ts';

/** Servers that know each other and share what their applications keep. */
export const cluster = defineKind<ClusterWire, RuntimeManager>({
  declaration: clusterDeclaration,
  losesAlerts: true,
  list: async (api) => ({ rows: await api.listClusters(), reach: 'all' }),
  words: async () => null,
  check: () => [],
  redact: (wire) => wire,
  identify: ({ id, name }) => ({ id, name }),
  describe(wire, names) {
    const members = wire.servers ?? [];
    const { multicast } = wire;
    return {
      name: wire.name,
      place: null,
      // Without the flag nobody can say whether an address that a member reports was asked for: nothing is compared.
      spec:
        multicast === null
          ? {}
          : { multicast, servers: members.map((one) => memberOf(one, multicast, names)) },
      settled: SETTLED,
      facts: { memberIds: members.map(({ id }) => id) },
    };
  },
  prepare: asDeclared,
  replaces: soleMemberMoves,
  neverPruned: () => false,
  report: () => [],
  draft: draftCluster,
  send: sendToRuntimeManager,
  async look(api, goals) {
    const rows = await api.listClusters();
    return goals.map((goal) => judgeListed(rows, goal));
  },
});

/** An address means something in a unicast cluster only; a multicast one may report one as well. */
function memberOf({ id, name, serverIp }: MemberWire, multicast: boolean, names: Names): SpecObject {
  return {
    name: names.nameOf('Server', id) ?? name,
    ...(multicast || serverIp === null ? {} : { ip: serverIp }),
  };
}

/**
 * A member gets another address by leaving and joining again. The only member cannot leave, so that its cluster
 * is replaced, unless another server is there to hold the place meanwhile.
 */
function soleMemberMoves(
  desired: DesiredResource,
  live: LiveResource,
  world: readonly LiveResource[],
): boolean {
  const there = membersOf(live.spec.servers);
  const [sole] = there;
  if (sole === undefined || there.length > 1) return false;
  const wanted = membersOf(desired.spec.servers);
  const moves = wanted.some(({ name, ip }) => name === sole.name && ip !== sole.ip);
  const others = wanted.filter(({ name }) => name !== sole.name);
  return moves && !others.some(({ name }) => world.some(({ key }) => key === `Server/${name}`));
}
