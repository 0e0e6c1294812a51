/** What a plan is as test cases: every resource, and beside them what is about a target, or the plan, as a whole. */
import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import { isShown } from '../model/is-shown.ts';
import type { Plan } from '../model/plan.ts';
import { changeLines } from './change-lines.ts';
import { failureOf, familyOf, type Verdict, verdictOf } from './junit-verdict.ts';
import type { TextLook } from './layout.ts';
import { createPaint } from './paint.ts';
import type { FormatOptions } from './plan-format.ts';
import { createPlanView, type PlanView } from './plan-view.ts';
import { reasonLines } from './reason-lines.ts';
import { fromRoot, type ReportedFinding, reportedFindings, textWithAddress } from './reported-findings.ts';

export interface TestCase {
  /** The target; null for what is about none, or about all. */
  readonly suite: string | null;
  readonly name: string;
  readonly classname: string;
  readonly file: string | null;
  /** Null: it passed. */
  readonly verdict: Verdict | null;
  /** What happens to it, and what else there is to say. */
  readonly output: readonly string[];
}

const LOOK: TextLook = { columns: 100, paint: createPaint(false), all: false };

export function testCases(plan: Plan, options: FormatOptions): readonly TestCase[] {
  const view = createPlanView(plan, LOOK);
  const known = new Set<string | null>(plan.changes.map(({ address }) => address));
  const findings = groupBy(reportedFindings(plan, options), ({ address }) =>
    known.has(address) ? address : null,
  );
  const changes = plan.changes.map((change) => ({ ...change, origin: fromRoot(change.origin, options) }));
  return [
    ...changes.map((change) => caseOf(change, findings.get(change.address) ?? [], view)),
    ...casesBeside(findings.get(null) ?? [], plan, options),
  ];
}

function caseOf(change: Change, findings: readonly ReportedFinding[], view: PlanView): TestCase {
  const { target, kind, address, origin, status } = change;
  const verdict = failureOf(findings) ?? skipOf(change, findings);
  const remarks = findings.filter((one) => familyOf(one) === 'policy' || familyOf(one) === 'diagnostic');
  const lines = [
    ...(isShown(change) ? changeLines(change, view) : []),
    ...(status === 'planned' ? reasonLines(change, view.look) : []),
    ...untold(remarks, verdict),
  ];
  return {
    suite: target,
    name: address.slice(`${target}/`.length),
    classname: `${target}.${kind}`,
    file: origin?.file ?? null,
    verdict,
    output: lines.flatMap((line) => line.split('\n')),
  };
}

function skipOf({ status }: Change, findings: readonly ReportedFinding[]): Verdict | null {
  if (status === 'planned') return null;
  const reasons = findings.filter((finding) => familyOf(finding) === status);
  return verdictOf('skipped', reasons) ?? { kind: 'skipped', type: status, lines: [status] };
}

/** That the guards were asked is worth a case also where they let everything pass. */
function casesBeside(
  findings: readonly ReportedFinding[],
  plan: Plan,
  options: FormatOptions,
): readonly TestCase[] {
  const homes = new Map<string | null, string | null>([
    ...plan.targets.map(({ name, origin }) => [name, options.fileOf(origin.file)] as const),
    [null, null],
  ]);
  const bySuite = groupBy(findings, ({ target }) => (homes.has(target) ? target : null));
  return [...homes].flatMap(([suite, file]) => {
    const bySort = groupBy(bySuite.get(suite) ?? [], sortOf);
    const always = suite !== null && plan.about === 'changes' ? ['guards'] : [];
    return [...new Set([...always, ...bySort.keys()])].map((sort) =>
      caseBeside({ suite, name: sort, file }, bySort.get(sort) ?? []),
    );
  });
}

function caseBeside(
  place: Pick<TestCase, 'suite' | 'name' | 'file'>,
  findings: readonly ReportedFinding[],
): TestCase {
  const verdict = failureOf(findings);
  return {
    ...place,
    classname: `${place.suite ?? 'muleteer'}.Plan`,
    file: findings[0]?.origin?.file ?? place.file,
    verdict,
    output: untold(findings, verdict),
  };
}

function sortOf(finding: ReportedFinding): string {
  const family = familyOf(finding);
  return family === 'guard' ? 'guards' : family === 'policy' ? 'policies' : 'diagnostics';
}

function untold(findings: readonly ReportedFinding[], verdict: Verdict | null): readonly string[] {
  return findings.filter(({ text }) => verdict?.lines.includes(text) !== true).map(textWithAddress);
}
