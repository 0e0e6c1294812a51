/** How a test case ended, by what was found. */
import type { ReportedFinding } from './reported-findings.ts';

export interface Verdict {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly lines: readonly string[];
}

/** `policy` of `policy/no-friday`. */
export function familyOf({ rule }: ReportedFinding): string {
  return rule.slice(0, rule.indexOf('/'));
}

/** What `apply` would refuse, and what drifted, has failed; a problem that is no rule's is an error. */
export function failureOf(findings: readonly ReportedFinding[]): Verdict | null {
  const errors = findings.filter(({ level }) => level === 'error');
  const failed = findings.filter(
    (finding) => familyOf(finding) === 'drift' || (errors.includes(finding) && isRule(finding)),
  );
  return verdictOf('failure', failed) ?? verdictOf('error', errors);
}

export function verdictOf(kind: Verdict['kind'], findings: readonly ReportedFinding[]): Verdict | null {
  const [first] = findings;
  return first === undefined ? null : { kind, type: first.rule, lines: findings.map(({ text }) => text) };
}

function isRule(finding: ReportedFinding): boolean {
  return familyOf(finding) === 'guard' || familyOf(finding) === 'policy';
}
