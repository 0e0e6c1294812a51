/** The rules of the repository that a plan breaks, at its end: those that stop `apply` behind those that do not. */
import { groupBy } from '../model/group-by.ts';
import type { PolicyFinding } from '../model/plan.ts';
import { hanging } from './layout.ts';
import type { PlanView } from './plan-view.ts';
import { printable } from './printable.ts';

export function policyLines(view: PlanView): readonly string[] {
  const { paint } = view.look;
  const of = (verdict: PolicyFinding['verdict']) =>
    view.plan.policies.filter((finding) => finding.verdict === verdict);
  return [
    ...section(paint.yellow(paint.bold('policies warn of this')), of('warn'), view),
    ...section(paint.red(paint.bold('apply will be refused: policies deny this')), of('deny'), view),
  ];
}

function section(title: string, findings: readonly PolicyFinding[], view: PlanView): readonly string[] {
  if (findings.length === 0) return [];
  const groups = groupBy(findings, ({ policy, message }) => `${policy}\n${message}`);
  return ['', title, ...[...groups.values()].flatMap((own) => linesOf(own, view))];
}

/** What is wrong is said once, and then where, each on a line of its own. */
function linesOf(findings: readonly PolicyFinding[], { look }: PlanView): readonly string[] {
  const [first] = findings as readonly [PolicyFinding];
  const mark = `${printable(first.policy)}:`;
  const places = findings.map(({ address, origin, definedAt }) => {
    const { file, line } = origin ?? definedAt;
    return hanging(
      { mark: '', text: printable(address ?? 'the plan'), note: printable(`${file}:${line}`) },
      look,
    );
  });
  return [...hanging({ mark, text: printable(first.message), indent: 2 }, look), ...places.flat()];
}
