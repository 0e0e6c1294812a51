import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { drawExcerpt } from './excerpt.ts';
import type { Paint } from './paint.ts';
import { printable, widthOf, wrap } from './printable.ts';

export interface DiagnosticsLook {
  /** The width of the terminal. */
  readonly columns: number;
  readonly paint: Paint;
}

/** On a wide terminal the places stand in one column, not at the far end. */
const WIDEST = 100;

/** All diagnostics for a person, in the order of files and lines, and how many there are. Ends with a newline. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], look: DiagnosticsLook): string {
  if (diagnostics.length === 0) return '';
  const columns = Math.max(40, look.columns);
  const blocks = [...diagnostics]
    .sort(byPlace)
    .map((diagnostic) => renderOne(diagnostic, { ...look, columns }));
  return `${[...blocks, countDiagnostics(diagnostics)].join('\n\n')}\n`;
}

/** `3 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    const word = severity === 'info' ? 'note' : severity;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  return counts.join(', ');
}

function renderOne(diagnostic: Diagnostic, look: DiagnosticsLook): string {
  const { origin, excerpt, hint, severity } = diagnostic;
  const head = renderHead(diagnostic, look);
  if (origin !== null && excerpt !== null) {
    const accent = accentOf(severity, look.paint);
    return [...head, '', ...drawExcerpt({ ...look, origin, excerpt, hint, accent })].join('\n');
  }
  const advice = hint === null ? [] : wrap(printable(hint), look.columns - 2).map((line) => `  ${line}`);
  return [...head, ...advice].join('\n');
}

/** What happened, and where: at the right where there is room, else below. */
function renderHead(diagnostic: Diagnostic, { columns, paint }: DiagnosticsLook): readonly string[] {
  const label = diagnostic.severity === 'info' ? 'note' : diagnostic.severity;
  const message = printable(diagnostic.message);
  const place = placeOf(diagnostic);
  const title = `${accentOf(diagnostic.severity, paint)(`${label}:`)} ${paint.bold(message)}`;
  if (place === null) return [title];
  const gap = Math.min(columns, WIDEST) - label.length - 2 - widthOf(message) - widthOf(place);
  return gap >= 2 ? [`${title}${' '.repeat(gap)}${paint.dim(place)}`] : [title, `  ${paint.dim(place)}`];
}

function placeOf({ origin, address }: Diagnostic): string | null {
  if (origin !== null) return printable(`${origin.file}:${origin.line}:${origin.column}`);
  return address === null ? null : printable(address);
}

function accentOf(severity: Severity, paint: Paint): (text: string) => string {
  return { error: paint.red, warning: paint.yellow, info: paint.cyan }[severity];
}

/** What has no place in a file comes first. */
function byPlace(left: Diagnostic, right: Diagnostic): number {
  const [a, b] = [left.origin, right.origin];
  if (a === null || b === null)
    return Number(a !== null) - Number(b !== null) || compare(left.message, right.message);
  return (
    compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(left.message, right.message)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
