import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath } from '../model/manifest.ts';
import type { LabelPatterns, Policy, PolicyMatch } from '../model/policy.ts';
import { readCondition } from './condition.ts';
import type { Written } from './rules-together.ts';
import type { SourceDocument } from './source-document.ts';
import type { PlainMap } from './unreadable.ts';

type Words = string | readonly string[];

interface PolicyDocument {
  readonly metadata: { readonly name: string };
  readonly spec: Pick<Policy, 'enforce' | 'message'> & {
    readonly scope?: Policy['scope'];
    readonly match?: Readonly<Record<string, Words | Readonly<Record<string, Words>>>>;
    readonly when?: PlainMap;
    readonly require?: PlainMap;
    readonly unless?: { readonly file: Words };
  };
}

/** From a document of the right shape. */
export function buildPolicy(document: SourceDocument): {
  readonly policy?: Written<Policy>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { metadata, spec } = document.value as PolicyDocument;
  const { enforce, message, scope = 'change', match = {}, when, require, unless } = spec;
  const key = when === undefined ? 'require' : 'when';
  const { fits, diagnostics: conditional } = readCondition(when ?? require ?? {}, {
    document,
    path: ['spec', key],
    scope,
  });
  const diagnostics = [...conditional, ...checkScope(document, spec), ...checkPaths(document, spec)];
  if (fits === null || diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const value: Policy = {
    ...{ name: metadata.name, enforce, message, scope },
    match: matchOf(match),
    approvedIn: unless === undefined ? null : listOf(unless.file),
    isBrokenBy: key === 'when' ? fits : (changed) => !fits(changed),
    root: document.file.root,
    origin: document.origin,
  };
  return { policy: { value, document }, diagnostics };
}

function matchOf(match: NonNullable<PolicyDocument['spec']['match']>): PolicyMatch {
  const entries = Object.entries(match).map(([key, value]): readonly [string, unknown] => [
    key,
    isWords(value) ? listOf(value) : labelsOf(value),
  ]);
  // The schema has said which keys there are, and what each holds.
  return Object.fromEntries(entries) as PolicyMatch;
}

function labelsOf(labels: Readonly<Record<string, Words>>): LabelPatterns {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, listOf(value)]));
}

function isWords(value: unknown): value is Words {
  return typeof value === 'string' || Array.isArray(value);
}

function listOf(words: Words): readonly string[] {
  return typeof words === 'string' ? [words] : words;
}

/** The plan as a whole has no kind, no labels and no file. */
function checkScope(
  document: SourceDocument,
  { scope, match }: PolicyDocument['spec'],
): readonly Diagnostic[] {
  if (scope !== 'plan' || match === undefined) return [];
  const message = 'match is about changes, and scope: plan about the plan as a whole';
  const hint = 'remove match, or scope: plan';
  return [document.keyDiagnostic(['spec', 'match'], { code: 'not_together', message, hint })];
}

function checkPaths(
  document: SourceDocument,
  { match, unless }: PolicyDocument['spec'],
): readonly Diagnostic[] {
  const about = (words: unknown, path: DocumentPath, problem: (pattern: string) => string | undefined) =>
    (isWords(words) ? listOf(words) : []).flatMap((pattern, index) => {
      const hint = problem(pattern);
      if (hint === undefined) return [];
      const message = `no file of the repository fits ${pattern}`;
      const at = typeof words === 'string' ? path : [...path, index];
      return document.diagnostic(at, { code: 'wrong_path', message, hint });
    });
  return [
    ...about(match?.file, ['spec', 'match', 'file'], pathProblem),
    ...about(unless?.file, ['spec', 'unless', 'file'], approvalProblem),
  ];
}

function pathProblem(pattern: string): string | undefined {
  const steps = pattern.split('/');
  const isPlain = !pattern.includes('\\') && !steps.some((step) => ['', '.', '..'].includes(step));
  return isPlain ? undefined : "write it from the repository's root, with forward slashes: teams/x/**";
}

function approvalProblem(pattern: string): string | undefined {
  if (pattern.startsWith('policies/')) return pathProblem(pattern);
  return 'approvals stand in policies/: policies/approvals/*.yaml';
}
