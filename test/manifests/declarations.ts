import { applicationDeclaration } from '../../src/kinds/application/declaration.ts';
import { clusterDeclaration } from '../../src/kinds/cluster/declaration.ts';
import { serverDeclaration } from '../../src/kinds/server/declaration.ts';
import { serverGroupDeclaration } from '../../src/kinds/server-group/declaration.ts';
import { userGroupDeclaration } from '../../src/kinds/user-group/declaration.ts';
import type { LoadCommands } from '../../src/manifests/build-all.ts';
import { loadManifests } from '../../src/manifests/load-manifests.ts';
import { loadPolicies } from '../../src/manifests/load-policies.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { gatherShared } from '../../src/model/gather-shared.ts';
import type { Declaration } from '../../src/model/kind.ts';
import { NOTHING_STAMPED } from '../../src/model/stamped-values.ts';
import { buildDesiredTargets } from '../../src/reconcile/desired-graph.ts';

/** No program may be run. */
export const NO_COMMANDS: LoadCommands = {
  ofTargets: { allowed: [] },
  ofResources: { allowed: [] },
  isMeant: () => true,
};

export const DECLARATIONS: readonly Declaration[] = [
  serverDeclaration,
  serverGroupDeclaration,
  clusterDeclaration,
  applicationDeclaration,
  userGroupDeclaration,
];

/** Loads a folder as a command does: the manifests, then what they want. */
export async function loadAll(
  cwd: string,
  paths: readonly string[] = ['.'],
  env: Readonly<Record<string, string | undefined>> = {},
) {
  const loaded = await loadManifests({
    paths,
    cwd,
    env,
    declarations: DECLARATIONS,
    commands: NO_COMMANDS,
    known: NOTHING_STAMPED,
  });
  const desired = buildDesiredTargets(loaded.manifests, DECLARATIONS, loaded.unreadable);
  const diagnostics: readonly Diagnostic[] = [
    ...gatherShared([...loaded.diagnostics, ...desired.diagnostics]),
    ...(await loadPolicies({ paths, cwd, known: NOTHING_STAMPED })).diagnostics,
  ];
  return { manifests: loaded.manifests, targets: desired.targets, diagnostics };
}
