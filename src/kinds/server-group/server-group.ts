import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ServerGroupWire } from '../../anypoint/wire.ts';
import { SETTLED } from '../../model/resource.ts';
import { asDeclared, defineKind } from '../kind-definition.ts';
import { judgeListed, sendToRuntimeManager } from '../runtime-manager-calls.ts';
import { serverGroupDeclaration } from './declaration.ts';
import { draftServerGroup } from './draft-server-group.ts';

/** Servers that are deployed to as one, each with its own copy of every application. */
export const serverGroup = defineKind<ServerGroupWire, RuntimeManager>({
  declaration: serverGroupDeclaration,
  losesAlerts: true,
  list: async (api) => ({ rows: await api.listServerGroups(), reach: 'all' }),
  words: async () => null,
  check: () => [],
  redact: (wire) => wire,
  identify: ({ id, name }) => ({ id, name }),
  describe(wire, names) {
    const members = wire.servers ?? [];
    return {
      name: wire.name,
      place: null,
      // Members that the answer leaves out are hidden, not gone.
      spec:
        wire.servers === null
          ? {}
          : { servers: members.map(({ id, name }) => names.nameOf('Server', id) ?? name) },
      settled: SETTLED,
      facts: { memberIds: members.map(({ id }) => id) },
    };
  },
  prepare: asDeclared,
  replaces: () => false,
  neverPruned: () => false,
  report: () => [],
  draft: draftServerGroup,
  send: sendToRuntimeManager,
  async look(api, goals) {
    const rows = await api.listServerGroups();
    return goals.map((goal) => judgeListed(rows, goal));
  },
});
