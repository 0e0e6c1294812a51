import type { MmcClient, UserGroupWire } from '../../mmc/client.ts';
import { type Diagnostic, liveDiagnostic } from '../../model/diagnostic.ts';
import { MuleteerError } from '../../model/errors.ts';
import { manifestDiagnostic } from '../../model/manifest.ts';
import { mapLimited } from '../../model/map-limited.ts';
import { type DesiredResource, identityOf, type LiveResource, SETTLED } from '../../model/resource.ts';
import type { Told } from '../../model/snapshot.ts';
import { asDeclared, defineKind, type Listing, namesIn } from '../kind-definition.ts';
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
  words: (mmc) => mmc.listPermissions(),
  check: checkTold,
  redact: (wire, redact) => ({ ...wire, description: redact(String(wire.description)) }),
  // The console has no ids: a group is addressed by its name (reference, section 1).
  identify: ({ name }) => ({ id: name, name }),
  describe: (wire) => ({
    name: wire.name,
    place: null,
    spec: { description: wire.description, permissions: [...(wire.permissions ?? [])].sort() },
    settled: SETTLED,
    facts: {},
  }),
  prepare: asDeclared,
  replaces: () => false,
  neverPruned: isBuiltIn,
  report: () => [],
  draft: draftUserGroup,
  async send(mmc, call) {
    const body = httpBody(call.body);
    await mmc.write(call.method, call.path, body?.type === 'json' ? body.text : null);
    // A group's name is its id.
    return { id: call.creates === null ? null : identityOf(call.creates).name, note: null };
  },
  look: (mmc, goals) => Promise.all(goals.map((goal) => judgeUserGroup(mmc, goal))),
});

/** The four groups that every console comes with (MMC reference, section 2.2). */
const BUILT_IN = ['administrators', 'deployers', 'monitors', 'server administrators'];

function isBuiltIn({ liveName }: LiveResource): boolean {
  return BUILT_IN.includes(liveName.toLowerCase());
}

/** A console is an old application: it is not asked for hundreds of groups at the same time. */
const READS_AT_ONCE = 8;

async function listUserGroups(
  mmc: MmcClient,
  desired: readonly DesiredResource[],
): Promise<Listing<UserGroupWire>> {
  const list = await mmc.listUserGroups();
  if (list === null) {
    const named = namesIn(desired);
    return { rows: await getByName(mmc, named), reach: { named } };
  }
  const rows = await mapLimited(list.groups, READS_AT_ONCE, async (row) =>
    row.permissions === null ? ((await mmc.getUserGroup(row.name)) ?? row) : row,
  );
  return { rows, reach: list.complete ? 'all' : 'part' };
}

function checkTold(
  { rows, reach, words }: Told<UserGroupWire>,
  desired: readonly DesiredResource[],
): readonly Diagnostic[] {
  const checked = [...checkPermissions(desired, words), ...checkCase(desired, rows)];
  if (reach === 'all') return checked;
  return [...checked, reach === 'part' ? PARTIAL_LIST : NO_LIST];
}

/**
 * An edition without the list: only what git names can be seen. A wrong address has no list either; the group
 * Administrators, which no console is without, tells the two apart (reference, 2.2).
 */
async function getByName(mmc: MmcClient, names: readonly string[]): Promise<readonly UserGroupWire[]> {
  if ((await mmc.getUserGroup('Administrators')) === null) {
    throw new MuleteerError(
      'unexpected_answer',
      `${mmc.host} does not answer as a console (404): it knows no user groups`,
      {
        hint: 'spec.url goes up to and with the context of the console, for instance http://host:8080/mmc',
      },
    );
  }
  const found = await mapLimited(names, READS_AT_ONCE, (name) => mmc.getUserGroup(name));
  return found.filter((row) => row !== null);
}

/** Names are told apart by case (reference, Q11), which people easily get wrong. */
function checkCase(
  desired: readonly DesiredResource[],
  rows: readonly UserGroupWire[],
): readonly Diagnostic[] {
  return desired.flatMap(({ identity, manifest }) => {
    const alike = rows.find(
      ({ name }) => name !== identity.name && name.toLowerCase() === identity.name.toLowerCase(),
    );
    if (alike === undefined || rows.some(({ name }) => name === identity.name)) return [];
    return manifestDiagnostic(manifest, ['metadata', 'name'], {
      severity: 'warning',
      code: 'name_differs_by_case',
      message: `the console has ${alike.name}, which differs from ${identity.name} in case only`,
      hint: 'write the name as the console does, or say renamedFrom',
    });
  });
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
