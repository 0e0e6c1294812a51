import type { Diagnostic } from '../../model/diagnostic.ts';
import { manifestDiagnostic } from '../../model/manifest.ts';
import type { DesiredResource } from '../../model/resource.ts';
import { KNOWN_PERMISSIONS } from './permissions.ts';

/** The console's own list decides which permissions there are (MMC reference, section 3). */
export function checkPermissions(
  desired: readonly DesiredResource[],
  known: readonly string[] | null,
): readonly Diagnostic[] {
  // What the manifests alone can say was said by `validate`; here it counts only where the console cannot tell.
  const names = known ?? KNOWN_PERMISSIONS;
  return desired.flatMap(({ manifest }) => {
    const { permissions } = manifest.spec;
    if (!Array.isArray(permissions)) return [];
    return permissions.flatMap((permission, index) =>
      names.includes(String(permission))
        ? []
        : manifestDiagnostic(manifest, ['spec', 'permissions', index], {
            code: 'unknown_permission',
            severity: known === null ? 'warning' : 'error',
            message:
              known === null
                ? `${String(permission)} is no permission that ships with the console`
                : `this console has no permission ${String(permission)}`,
            hint: nearest(String(permission), names),
          }),
    );
  });
}

function nearest(permission: string, known: readonly string[]): string {
  const words = permission.split('_');
  const close = known.filter((one) => words.some((word) => word.length > 3 && one.includes(word)));
  return close.length === 0 ? 'see the console for its names' : `it has ${close.slice(0, 4).join(', ')}`;
}
