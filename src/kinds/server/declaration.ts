import type { FieldRule } from '../../model/fields.ts';
import type { Declaration, FileReference } from '../../model/kind.ts';
import type { Manifest } from '../../model/manifest.ts';
import { checkAll, refuseName, renamedToItself } from '../declaration-rules.ts';

/** A Server's spec as manifests write it. */
export interface ServerSpec {
  readonly expect?: {
    readonly muleVersion?: string;
    readonly agentVersion?: string;
  };
  readonly registration?: {
    readonly csr: string;
    readonly muleVersion: string;
    readonly gatewayVersion?: string;
    readonly certificateOut: string;
  };
}

const fields: { readonly [Field in keyof Required<ServerSpec>]: FieldRule } = {
  expect: { compare: 'value', reported: true },
  registration: { compare: 'value', onCreate: true, writeOnly: true, redacted: true },
};

export const serverDeclaration: Declaration = {
  kind: 'Server',
  targetKind: 'Environment',
  fields,
  declare: (manifest) => [
    {
      identity: { kind: 'Server', name: manifest.metadata.name, place: null },
      spec: manifest.spec,
    },
  ],
  check: checkAll([checkName, renamedToItself]),
  references: () => [],
  files: findFiles,
  whyUndeletable: () => null,
  express: () => ({}),
};

/** Source: Runtime Manager reference, section 5. */
function checkName(manifest: Manifest) {
  if (/^[A-Za-z0-9._-]{1,60}$/.test(manifest.metadata.name)) return [];
  return refuseName(manifest, 'up to 60 letters, digits, dots, underscores and dashes');
}

function findFiles(manifest: Manifest): readonly FileReference[] {
  const { registration } = manifest.spec as ServerSpec;
  if (registration === undefined) return [];
  const path = ['spec', 'registration'];
  return [
    { path: [...path, 'csr'], file: registration.csr, use: 'read' },
    { path: [...path, 'certificateOut'], file: registration.certificateOut, use: 'write' },
  ];
}
