/** The code quality report that GitLab shows in merge requests: a JSON list of what has a line. */
import type { FindingLevel } from './findings.ts';
import type { PlanFormat } from './plan-format.ts';
import { reportedFindings, textWithAddress } from './reported-findings.ts';

/** What keeps `apply` from writing blocks; what disturbs is for a reviewer to weigh. */
const SEVERITIES: Readonly<Record<FindingLevel, string>> = {
  error: 'blocker',
  warning: 'major',
  note: 'info',
};

export const renderCodeQuality: PlanFormat = (plan, options) => {
  const issues = reportedFindings(plan, options).flatMap((finding) => {
    const { rule, level, fingerprint, origin } = finding;
    if (origin === null) return [];
    return {
      description: textWithAddress(finding),
      check_name: rule,
      fingerprint,
      severity: SEVERITIES[level],
      location: { path: origin.file, lines: { begin: origin.line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
};
