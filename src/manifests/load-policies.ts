/**
 * The rules over plans of the repositories that the given paths lie in. They are read whatever PATH is: a narrower
 * path must not be a way around them.
 */
import { statSync } from 'node:fs';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Approval, Policy } from '../model/policy.ts';
import { buildApproval } from './build-approval.ts';
import { readEnvelope } from './envelope.ts';
import { manifestsBelow, rootOf } from './find-files.ts';
import type { LoadRequest } from './load-manifests.ts';
import { type FileReader, parseFile } from './parse-file.ts';
import { policyFolder } from './repository-root.ts';
import { RULE_KINDS, refuseManifest } from './rule-places.ts';
import { checkRules, type Written } from './rules-together.ts';
import { checkShape } from './shape.ts';
import type { SourceDocument } from './source-document.ts';

export interface LoadedPolicies {
  readonly policies: readonly Policy[];
  readonly approvals: readonly Approval[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function loadPolicies({
  paths,
  cwd,
  known,
}: Pick<LoadRequest, 'paths' | 'cwd' | 'known'>): Promise<LoadedPolicies> {
  const roots = new Set(paths.flatMap((given) => rootOf(given, cwd) ?? []));
  const loaded = await Promise.all([...roots].map((root) => loadFrom(root, { cwd, known })));
  return {
    policies: loaded.flatMap(({ policies }) => policies),
    approvals: loaded.flatMap(({ approvals }) => approvals),
    diagnostics: loaded.flatMap(({ diagnostics }) => diagnostics),
  };
}

async function loadFrom(root: string, reader: FileReader): Promise<LoadedPolicies> {
  const found = isFolder(policyFolder(root)) ? manifestsBelow(policyFolder(root)) : NOTHING;
  const files = [...found.files].sort().map((path) => parseFile({ path, root, selected: true }, reader));
  const read = await Promise.all(files.flatMap(({ documents }) => documents.map(readRule)));
  const policies = read.flatMap(({ policy }) => policy ?? []);
  const approvals = read.flatMap(({ approval }) => approval ?? []);
  const isComplete = files.every(({ unreadable }) => unreadable.length === 0) && !read.some(hidesPolicy);
  return {
    policies: policies.map(({ value }) => value),
    approvals: approvals.map(({ value }) => value),
    diagnostics: [
      ...found.diagnostics,
      ...files.flatMap(({ diagnostics }) => diagnostics),
      ...read.flatMap(({ diagnostics }) => diagnostics),
      ...checkRules({ policies, approvals, isComplete }),
    ],
  };
}

const NOTHING = { files: [], diagnostics: [] };

interface ReadRule {
  readonly policy?: Written<Policy>;
  readonly approval?: Written<Approval>;
  readonly isApproval?: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A document that cannot be used may have been the policy that an approval names. */
function hidesPolicy({ policy, isApproval }: ReadRule): boolean {
  return policy === undefined && isApproval !== true;
}

async function readRule(document: SourceDocument): Promise<ReadRule> {
  const misplaced = refuseManifest(document);
  if (misplaced !== undefined) return { diagnostics: [misplaced] };
  const result = readEnvelope(document, RULE_KINDS);
  if (!('envelope' in result)) return { diagnostics: [result.diagnostic] };
  const { kind, content } = result.envelope;
  const diagnostics = checkShape({ document, kind, value: content, unknownAt: new Set() });
  const isApproval = kind === 'Approval';
  if (diagnostics.length > 0) return { isApproval, diagnostics };
  if (isApproval) return { isApproval, ...buildApproval(document) };
  // What makes conditions ready is more than all else that reads manifests.
  const { buildPolicy } = await import('./build-policy.ts');
  return buildPolicy(document);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
