import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { pathPattern } from '../model/patterns.ts';
import type { Approval, Policy } from '../model/policy.ts';
import type { DiagnosticWords, SourceDocument } from './source-document.ts';

export interface Written<Rule> {
  readonly value: Rule;
  readonly document: SourceDocument;
}

export interface WrittenRules {
  readonly policies: readonly Written<Policy>[];
  readonly approvals: readonly Written<Approval>[];
  /** False where a document could not be read: what seems to be missing may stand in it. */
  readonly isComplete: boolean;
}

/** What holds between the rules of a repository: names are unique, and what is approved can be approved so. */
export function checkRules(rules: WrittenRules): readonly Diagnostic[] {
  return [...checkNames(rules.policies), ...rules.approvals.flatMap((one) => checkApproval(one, rules))];
}

function checkNames(policies: WrittenRules['policies']): readonly Diagnostic[] {
  const first = new Map<string, Policy>();
  return policies.flatMap(({ value, document }) => {
    const before = first.get(value.name);
    if (before === undefined) {
      first.set(value.name, value);
      return [];
    }
    const { file, line } = before.origin;
    const message = `there is a policy ${value.name} already, in ${file}:${line}`;
    const hint = 'findings and approvals name it, so it needs a name of its own';
    return document.diagnostic(['metadata', 'name'], { code: 'declared_twice', message, hint });
  });
}

function checkApproval(
  { value, document }: Written<Approval>,
  { policies, isComplete }: WrittenRules,
): readonly Diagnostic[] {
  return value.policies.flatMap((name, index) => {
    const policy = policies.find((one) => one.value.name === name)?.value;
    const names = policies.map((one) => one.value.name);
    const words = policy === undefined ? isComplete && unknown(name, names) : misfit(policy, value.file);
    return words === false ? [] : document.diagnostic(['spec', 'policies', index], words);
  });
}

function unknown(name: string, names: readonly string[]): DiagnosticWords {
  const hint = didYouMean(name, names) ?? `there is ${names.join(', ') || 'none'}`;
  return { code: 'unknown_policy', message: `there is no policy ${name}`, hint };
}

/** An approval that has no effect must not look like one. */
function misfit({ name, approvedIn, origin }: Policy, file: string): DiagnosticWords | false {
  if (approvedIn === null) {
    return {
      code: 'not_approvable',
      message: `the policy ${name} takes no approval`,
      hint: `add unless: { file: … } to it (${origin.file}:${origin.line})`,
    };
  }
  if (approvedIn.some((pattern) => pathPattern(pattern).test(file))) return false;
  return {
    code: 'approval_elsewhere',
    message: `the policy ${name} takes no approval from ${file}`,
    hint: `move it to ${approvedIn.join(' or ')}`,
  };
}
