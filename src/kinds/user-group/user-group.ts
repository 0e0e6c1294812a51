import type { MmcClient, UserGroupWire } from '../../mmc/client.ts';
import { liveDiagnostic } from '../../model/diagnostic.ts';
import type { DesiredResource } from '../../model/resource.ts';
import { SETTLED } from '../../model/resource.ts';
import { defineKind, type Listing } from '../kind-definition.ts';
import { httpBody } from '../wire-body.ts';
import { checkPermissions } from './check-permissions.ts';
import { userGroupDeclaration } from './declaration.ts';
import { draftUserGroup } from './draft-user-group.ts';
import { judgeUserGroup } from './judge-user-group.ts';

/** A role of the Mule Management Console: a name, a description and permissions. Its members are not in the API. */
export const userGroup = defineKind<UserGroupWire, MmcClient>({
  declaration: userGroupDeclaration,
  losesAlerts: false,
  list: listUserGroups,
  // The console has no ids: a group is addressed by its name (reference, section 1).
  identify: ({ name }) => ({ id: name, name }),
  describe: (wire) => ({
    name: wire.name,
    place: null,
    spec: { description: wire.description, permissions: [...(wire.permissions ?? [])].sort() },
    settled: SETTLED,
    facts: {},
  }),
  prepare: async (desired) => desired,
  replaces: () => false,
  draft: draftUserGroup,
  async send(mmc, call) {
    const body = httpBody(call.body);
    await mmc.write(call.method, call.path, body?.type === 'json' ? body.text : null);
    return { id: null, note: null };
  },
  look: (mmc, goals) => Promise.all(goals.map((goal) => judgeUserGroup(mmc, goal))),
});

async function listUserGroups(
  mmc: MmcClient,
  desired: readonly DesiredResource[],
): Promise<Listing<UserGroupWire>> {
  const [list, permissions] = await Promise.all([
    mmc.listUserGroups(),
    desired.length === 0 ? null : mmc.listPermissions(),
  ]);
  const checked = checkPermissions(desired, permissions);
  if (list === null) {
    const rows = await getByName(mmc, desired);
    return { rows, diagnostics: [...checked, NO_LIST] };
  }
  const rows = await Promise.all(
    list.groups.map(async (row) =>
      row.permissions === null ? ((await mmc.getUserGroup(row.name)) ?? row) : row,
    ),
  );
  return { rows, diagnostics: list.complete ? checked : [...checked, PARTIAL_LIST] };
}

/** An edition without the list: only what git names can be seen. */
async function getByName(
  mmc: MmcClient,
  desired: readonly DesiredResource[],
): Promise<readonly UserGroupWire[]> {
  const names = desired
    .flatMap(({ identity, manifest }) => [identity.name, manifest.metadata.renamedFrom ?? []])
    .flat();
  const found = await Promise.all([...new Set(names)].map((name) => mmc.getUserGroup(name)));
  return found.filter((row) => row !== null);
}

const NO_LIST = liveDiagnostic(
  'info',
  'no_list',
  'this console cannot list its user groups: each declared one is read by its name, others are not seen',
);

const PARTIAL_LIST = liveDiagnostic(
  'warning',
  'partial_list',
  'the console says that it has more user groups than it listed: others are not seen',
);
