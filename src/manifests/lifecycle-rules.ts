import type { Diagnostic } from '../model/diagnostic.ts';
import { holdEnd } from '../model/hold-end.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';

/** Rules of meaning about `metadata.lifecycle`, the same for every kind of resource. */
export function checkLifecycle(manifest: Manifest): readonly Diagnostic[] {
  return [...checkHoldEnd(manifest), ...checkObservedRename(manifest)];
}

/** That a hold is over is for the plan to say: here there is no clock. */
function checkHoldEnd(manifest: Manifest): readonly Diagnostic[] {
  const until = manifest.metadata.lifecycle?.hold?.until;
  if (until === undefined || holdEnd(until) !== null) return [];
  const lacksZone = holdEnd(`${until}Z`) !== null && until.includes('T');
  const words = lacksZone
    ? { message: `until ${until} has no zone`, hint: `add it: ${until}Z, or ${until}+02:00` }
    : {
        message: `until ${until} is not a date`,
        hint: 'write 2026-08-20, or with a time and its zone: 2026-08-20T18:00:00Z',
      };
  const path = ['metadata', 'lifecycle', 'hold', 'until'];
  return [manifestDiagnostic(manifest, path, { code: 'not_a_date', ...words })];
}

function checkObservedRename(manifest: Manifest): readonly Diagnostic[] {
  const { name, renamedFrom, lifecycle } = manifest.metadata;
  if (renamedFrom === undefined || lifecycle?.manage !== 'observe') return [];
  const about = {
    code: 'observed_renamed',
    message: `${name} is observed only, and so not renamed`,
    hint: 'remove renamedFrom, or manage: observe',
  };
  return [manifestDiagnostic(manifest, ['metadata', 'renamedFrom'], about)];
}
