/**
 * Workflow commands of GitHub Actions: each becomes an annotation at a line of the diff. GitHub shows ten of a level
 * for a step and drops the others silently, so that the worst come first, and the last line says what is left out.
 */
import type { Origin } from '../model/diagnostic.ts';
import { groupBy } from '../model/group-by.ts';
import type { FindingLevel } from './findings.ts';
import type { PlanFormat } from './plan-format.ts';
import { printable } from './printable.ts';
import { type ReportedFinding, reportedFindings } from './reported-findings.ts';

const MOST = 9;

const COMMANDS: Readonly<Record<FindingLevel, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

export const renderGithub: PlanFormat = (plan, options) => {
  const annotations = [...groupBy(reportedFindings(plan, options), subjectOf).values()];
  const shown = annotations.slice(0, MOST).flatMap(annotate);
  const more = annotations.length - shown.length;
  const rest = `${more} more: \`muleteer ${plan.about === 'drift' ? 'drift' : 'plan'}\` shows all of them, and -o sarif=FILE keeps them`;
  const lines = more === 0 ? shown : [...shown, command('notice', { title: 'muleteer' }, rest)];
  return lines.map((line) => `${line}\n`).join('');
};

/** All that is said of one resource at one line is one annotation. */
function subjectOf({ address, target, origin }: ReportedFinding): string {
  return JSON.stringify([address, target, origin?.file, origin?.line]);
}

/** The worst of them comes first, and lends its level. */
function annotate(findings: readonly ReportedFinding[]): readonly string[] {
  return findings.slice(0, 1).map(({ level, address, target, origin }) => {
    const title = printable(address ?? target ?? 'muleteer');
    const message = findings.map(({ text }) => text).join('\n');
    return command(COMMANDS[level], { ...placeOf(origin), title }, message);
  });
}

function placeOf(origin: Origin | null): Readonly<Record<string, string>> {
  return origin === null
    ? {}
    : { file: printable(origin.file), line: `${origin.line}`, col: `${origin.column}` };
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${written.join(',')}::${escapeData(message)}`;
}

/** As the runner undoes it. A line break would end the command, and let a name begin another. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
