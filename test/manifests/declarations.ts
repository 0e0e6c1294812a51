import { expect } from 'vitest';
import { applicationDeclaration } from '../../src/kinds/application/declaration.ts';
import { clusterDeclaration } from '../../src/kinds/cluster/declaration.ts';
import { serverDeclaration } from '../../src/kinds/server/declaration.ts';
import { serverGroupDeclaration } from '../../src/kinds/server-group/declaration.ts';
import { userGroupDeclaration } from '../../src/kinds/user-group/declaration.ts';
import type { LoadCommands } from '../../src/manifests/build-all.ts';
import { type LoadedManifests, loadManifests } from '../../src/manifests/load-manifests.ts';
import { loadPolicies } from '../../src/manifests/load-policies.ts';
import type { KeptDocument } from '../../src/manifests/source-document.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { gatherShared } from '../../src/model/gather-shared.ts';
import type { Declaration } from '../../src/model/kind.ts';
import { NOTHING_STAMPED, type StampedValues } from '../../src/model/stamped-values.ts';
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

/**
 * Loads a folder as a command does: the manifests, then what they want. What a run found in the files must make no
 * difference to the next, nor that a document was known to be settled.
 */
export async function loadAll(
  cwd: string,
  paths: readonly string[] = ['.'],
  env: Readonly<Record<string, string | undefined>> = {},
) {
  const request = { paths, cwd, env, declarations: DECLARATIONS, commands: NO_COMMANDS };
  const kept = new Map<string, string>();
  const loaded = await loadManifests({ ...request, known: valuesIn(kept) });
  for (const change of [(text: string) => text, unsettled]) {
    const again = await loadManifests({ ...request, known: valuesIn(kept, change) });
    expect(comparable(again, cwd)).toEqual(comparable(loaded, cwd));
  }
  const desired = buildDesiredTargets(loaded.manifests, DECLARATIONS, loaded.unreadable);
  const diagnostics: readonly Diagnostic[] = [
    ...gatherShared([...loaded.diagnostics, ...desired.diagnostics]),
    ...(await loadPolicies({ paths, cwd, known: NOTHING_STAMPED })).diagnostics,
  ];
  return { manifests: loaded.manifests, targets: desired.targets, diagnostics };
}

/** As if they had been written and read, of files that stay as they are. */
function valuesIn(kept: Map<string, string>, change = (text: string) => text): StampedValues {
  return {
    get: (path) => JSON.parse(change(kept.get(path) ?? 'null')) ?? undefined,
    set: (path, value) => kept.set(path, JSON.stringify(value)),
    save: () => {},
  };
}

/** Each document as one that has to be looked at. */
function unsettled(text: string): string {
  const kept: readonly KeptDocument[] | null = JSON.parse(text);
  return JSON.stringify(kept?.map(([value, , ...place]) => [value, false, ...place]) ?? null);
}

/** Methods are asked, since no two are equal. */
function comparable({ manifests, unreadable, diagnostics }: LoadedManifests, folder: string) {
  const asked = manifests.map((manifest) => ({
    values: { ...manifest },
    name: manifest.locate(['metadata', 'name']),
    artifact: manifest.locate(['spec', 'artifact', 'file']),
    file: manifest.fileAt(['spec', 'artifact', 'file'], 'a.jar'),
    written: manifest.writtenAt(['spec', 'desiredStatus']),
    final: manifest.final(folder),
  }));
  return { asked, unreadable, diagnostics };
}
