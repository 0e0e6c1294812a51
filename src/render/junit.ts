/**
 * A JUnit report: a suite a target, a case a resource. A plan with changes is green; red is what `apply` would
 * refuse, and for `drift` what drifted. What waits or is left alone was skipped, with its reason.
 *
 * What failed is told twice, as Jenkins shows the message and GitLab the text.
 */
import { groupBy } from '../model/group-by.ts';
import { type TestCase, testCases } from './junit-cases.ts';
import type { Verdict } from './junit-verdict.ts';
import type { PlanFormat } from './plan-format.ts';
import { element, xmlText } from './xml.ts';

export const renderJunit: PlanFormat = (plan, options) => {
  const cases = testCases(plan, options);
  const suites = [...groupBy(cases, ({ suite }) => suite)].map(([name, own]) =>
    suiteOf(name ?? 'muleteer', own),
  );
  const name = plan.about === 'drift' ? 'muleteer drift' : 'muleteer plan';
  const { skipped: _, ...totals } = totalsOf(cases);
  const root = element('testsuites', { name, ...totals }, [...suites.map((suite) => `\n  ${suite}`), '\n']);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
};

function suiteOf(name: string, cases: readonly TestCase[]): string {
  return element('testsuite', { name, ...totalsOf(cases) }, [
    ...cases.map((one) => `\n    ${caseOf(one)}`),
    '\n  ',
  ]);
}

function totalsOf(cases: readonly TestCase[]) {
  const count = (kind: string): number => cases.filter(({ verdict }) => verdict?.kind === kind).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function caseOf({ name, classname, file, verdict, output }: TestCase): string {
  const parts = [
    ...(verdict === null ? [] : [verdictOf(verdict)]),
    ...(output.length === 0 ? [] : [element('system-out', {}, [xmlText(output.map(unattached))])]),
  ];
  const content = parts.length === 0 ? [] : [...parts.map((part) => `\n      ${part}`), '\n    '];
  return element('testcase', { name, classname, file }, content);
}

function verdictOf({ kind, type, lines }: Verdict): string {
  return element(kind, { message: lines.join('; '), type }, [xmlText(lines.map(unattached))]);
}

/** GitLab and Jenkins attach the file that stands in such brackets: a name must not ask for one. */
function unattached(line: string): string {
  return line.replaceAll('[[', '[ [');
}
