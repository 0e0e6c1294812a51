import type { Diagnostic } from '../model/diagnostic.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { describeNoEnd } from './end-words.ts';

/** Rules of meaning about `metadata.lifecycle`, the same for every kind of resource. */
export function checkLifecycle(manifest: Manifest): readonly Diagnostic[] {
  return [...checkHoldEnd(manifest), ...checkObservedRename(manifest)];
}

/** That a hold is over is for the plan to say: here there is no clock. */
function checkHoldEnd(manifest: Manifest): readonly Diagnostic[] {
  const until = manifest.metadata.lifecycle?.hold?.until;
  const words = until === undefined ? undefined : describeNoEnd(until);
  if (words === undefined) return [];
  const path = ['metadata', 'lifecycle', 'hold', 'until'];
  return [manifestDiagnostic(manifest, path, words)];
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
