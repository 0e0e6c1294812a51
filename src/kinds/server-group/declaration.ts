import type { FieldRule } from '../../model/fields.ts';
import type { Declaration, Reference } from '../../model/kind.ts';
import type { Manifest } from '../../model/manifest.ts';
import { checkAll, dashedName, findRepeated, renamedToItself } from '../declaration-rules.ts';

/** A ServerGroup's spec, in manifests and in canonical form. One that is only observed may say less. */
export interface ServerGroupSpec {
  readonly servers?: readonly string[];
}

const fields: { readonly [Field in keyof Required<ServerGroupSpec>]: FieldRule } = {
  servers: { compare: 'set', refersTo: 'Server', exclusive: true },
};

export const serverGroupDeclaration: Declaration = {
  kind: 'ServerGroup',
  targetKind: 'Environment',
  fields,
  declare: (manifest) => [
    {
      identity: { kind: 'ServerGroup', name: manifest.metadata.name, place: null },
      spec: manifest.spec,
    },
  ],
  check: checkAll([dashedName(3, 40), renamedToItself, checkRepeated]),
  references: findReferences,
  files: () => [],
  whyUndeletable: () => null,
  express: ({ servers }) => (Array.isArray(servers) ? { servers: [...servers].sort() } : {}),
};

function serversOf(manifest: Manifest): readonly string[] {
  return (manifest.spec as ServerGroupSpec).servers ?? [];
}

function findReferences(manifest: Manifest): readonly Reference[] {
  return serversOf(manifest).map((name, index) => ({
    kind: 'Server',
    name,
    path: ['spec', 'servers', index],
    exclusive: true,
  }));
}

function checkRepeated(manifest: Manifest) {
  return findRepeated(manifest, findReferences(manifest), 'servers');
}
