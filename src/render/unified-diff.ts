/** The lines that differ between two texts of a file, as `git diff` shows them, so that `git apply` takes them. */
import { createTwoFilesPatch } from 'diff';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** Empty where nothing differs. */
export function unifiedDiff(name: string, before: string, after: string, paint: Paint): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The package's first line is for Subversion.
  const lines = patch.split('\n').filter((line, index) => index > 0 || !line.startsWith('==='));
  return lines.map((line, index) => painted(printable(line), index, paint)).join('\n');
}

function painted(line: string, index: number, paint: Paint): string {
  if (index < 2) return paint.bold(line);
  if (line.startsWith('@@')) return paint.cyan(line);
  if (line.startsWith('+')) return paint.green(line);
  return line.startsWith('-') ? paint.red(line) : line;
}
