import type { Diagnostic } from '../model/diagnostic.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { isSecretWebhook, webhookUrlProblems } from '../model/url-rules.ts';

/** Whether what a target's `notify` names can be posted to, as far as that is known. */
export function checkWebhooks(manifest: Manifest): readonly Diagnostic[] {
  const { notify } = manifest.spec;
  if (!Array.isArray(notify)) return [];
  return (notify as readonly SpecValue[]).flatMap((one, index) =>
    isSpecObject(one) ? checkWebhook(manifest, ['spec', 'notify', index, 'webhook'], one.webhook) : [],
  );
}

/** A message that cannot be sent keeps nothing from being applied: what a secret holds wrong is a warning. */
function checkWebhook(
  manifest: Manifest,
  path: DocumentPath,
  written: SpecValue | undefined,
): readonly Diagnostic[] {
  const isSecret = written instanceof Secret;
  const text = isSecret ? written.reveal() : written;
  if (typeof text !== 'string') return [];
  const problems = webhookUrlProblems(text).map((problem) =>
    manifestDiagnostic(manifest, path, isSecret ? { ...problem, severity: 'warning' } : problem),
  );
  return isSecret || !isSecretWebhook(text)
    ? problems
    : [...problems, manifestDiagnostic(manifest, path, LEAKED)];
}

const LEAKED = {
  code: 'webhook_in_git',
  severity: 'warning',
  message: 'whoever knows the URL of this webhook may post to it, and here it is in git',
  hint: 'make a new one, and write "${env:NAME}"',
} as const;
