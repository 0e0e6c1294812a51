import { relative, sep } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { holdEnd } from '../model/hold-end.ts';
import type { Approval } from '../model/policy.ts';
import { describeNoEnd } from './end-words.ts';
import type { Written } from './rules-together.ts';
import type { SourceDocument } from './source-document.ts';

interface ApprovalSpec extends Pick<Approval, 'policies' | 'changes' | 'reason'> {
  readonly until: string;
}

/** From a document of the right shape. */
export function buildApproval(document: SourceDocument): {
  readonly approval?: Written<Approval>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { spec } = document.value as { readonly spec: ApprovalSpec };
  const { root, path } = document.file;
  const ends = holdEnd(spec.until);
  const words = describeNoEnd(spec.until);
  if (ends === null || words !== undefined)
    return { diagnostics: words === undefined ? [] : [document.diagnostic(['spec', 'until'], words)] };
  const { policies, changes, reason } = spec;
  const file = relative(root, path).split(sep).join('/');
  const value = { policies, changes, reason, ends, file, root, origin: document.origin };
  return { approval: { value, document }, diagnostics: [] };
}
