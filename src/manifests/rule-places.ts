/** Policies and approvals stand in `policies/` at the repository's root, and nothing else does. */
import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RuleKindName } from '../model/policy.ts';
import { SCHEMAS } from './schemas.ts';
import type { SourceDocument } from './source-document.ts';
import { isMap } from './unreadable.ts';

export const RULE_KINDS: readonly RuleKindName[] = ['Policy', 'Approval'];

/** A rule among the manifests: were it only skipped, somebody would count on it. */
export function refuseRule(document: SourceDocument): Diagnostic | undefined {
  const kind = ownKind(document);
  if (kind === undefined || !isRule(kind)) return undefined;
  return document.diagnostic(['kind'], {
    code: 'rule_elsewhere',
    message: `${withArticle(kind)} outside of policies/ has no effect`,
    hint: "move it into the folder policies at the repository's root",
  });
}

export function refuseManifest(document: SourceDocument): Diagnostic | undefined {
  const kind = ownKind(document);
  if (kind === undefined || isRule(kind) || !(kind in SCHEMAS)) return undefined;
  return document.diagnostic(['kind'], {
    code: 'manifest_in_policies',
    message: `policies/ holds rules over plans, and no ${kind}`,
    hint: 'move it out of the folder; here are only Policy and Approval documents',
  });
}

function ownKind({ value }: SourceDocument): string | undefined {
  if (!isMap(value) || typeof value.apiVersion !== 'string' || !value.apiVersion.startsWith('muleteer/'))
    return undefined;
  return typeof value.kind === 'string' ? value.kind : undefined;
}

function isRule(kind: string): boolean {
  return RULE_KINDS.some((rule) => rule === kind);
}
