import type { Diagnostic } from '../../model/diagnostic.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import type { FieldRule } from '../../model/fields.ts';
import type { Declaration } from '../../model/kind.ts';
import { type Manifest, manifestDiagnostic } from '../../model/manifest.ts';
import type { SpecObject } from '../../model/spec-value.ts';
import { checkAll, refuseName, renamedToItself } from '../declaration-rules.ts';
import { KNOWN_PERMISSIONS } from './permissions.ts';

/** A UserGroup's spec. In canonical form permissions are sorted, each once. */
export interface UserGroupSpec {
  readonly description?: string;
  readonly permissions?: readonly string[];
}

const fields: { readonly [Field in keyof Required<UserGroupSpec>]: FieldRule } = {
  description: { compare: 'value', redacted: true },
  permissions: { compare: 'set' },
};

export const userGroupDeclaration: Declaration = {
  kind: 'UserGroup',
  targetKind: 'Console',
  fields,
  declare: (manifest) => [
    {
      identity: { kind: 'UserGroup', name: manifest.metadata.name, place: null },
      spec: canonicalSpec(manifest),
    },
  ],
  check: checkAll([checkName, renamedToItself, checkPermissions, checkAdministrators]),
  references: () => [],
  files: () => [],
  whyUndeletable: (name) => (isAdministrators(name) ? 'no console is without Administrators' : null),
  express: ({ description, permissions }) => ({
    ...(description === undefined ? {} : { description }),
    ...(permissions === undefined ? {} : { permissions }),
  }),
};

function canonicalSpec(manifest: Manifest): SpecObject {
  const { permissions, ...rest } = manifest.spec as UserGroupSpec;
  return permissions === undefined ? { ...rest } : { ...rest, permissions: [...new Set(permissions)].sort() };
}

/** Source: MMC reference, section 2.3, Q10; a group called permissions could not be read (section 2). */
function checkName(manifest: Manifest): readonly Diagnostic[] {
  const { name } = manifest.metadata;
  if (name === 'permissions') return refuseName(manifest, 'the console uses this word for something else');
  if (/^\.{1,2}$/.test(name)) return refuseName(manifest, 'in a path it would mean another folder');
  if (name !== name.trim()) return refuseName(manifest, 'no blanks at either end');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (!/[/:[\]*|"'\\\u0000-\u001f\u007f]/.test(name)) return [];
  return refuseName(manifest, 'the console cannot keep any of / : [ ] * | " \' \\ in a name');
}

function checkPermissions(manifest: Manifest): readonly Diagnostic[] {
  const { permissions = [] } = manifest.spec as UserGroupSpec;
  return permissions.flatMap((permission, index) => {
    if (KNOWN_PERMISSIONS.includes(permission)) return [];
    const about = {
      code: 'unknown_permission',
      severity: 'warning',
      message: `unknown permission ${permission}`,
      hint: didYouMean(permission, KNOWN_PERMISSIONS) ?? "the console's own list decides",
    } as const;
    return [manifestDiagnostic(manifest, ['spec', 'permissions', index], about)];
  });
}

/** Source: MMC reference, section 2.2. The console compares the name without case. */
function isAdministrators(name: string): boolean {
  return name.toLowerCase() === 'administrators';
}

function checkAdministrators(manifest: Manifest): readonly Diagnostic[] {
  const { permissions } = manifest.spec as UserGroupSpec;
  if (!isAdministrators(manifest.metadata.name) || permissions === undefined) return [];
  if (KNOWN_PERMISSIONS.every((permission) => permissions.includes(permission))) return [];
  const about = {
    code: 'administrators_reset',
    severity: 'warning',
    message: 'the console grants Administrators every permission again at each start',
    hint: 'leave its permissions out',
  } as const;
  return [manifestDiagnostic(manifest, ['spec', 'permissions'], about)];
}
