import { createTwoFilesPatch } from 'diff';
import type { FoundLayout } from '../manifests/layout/find-layouts.ts';
import { printable } from '../render/printable.ts';

/** As `git diff` writes it, so that `git apply` takes it. */
export function showDifference({ name, before, after }: FoundLayout): string {
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The package's first line is for Subversion.
  const lines = patch.split('\n').filter((line, index) => index > 0 || !line.startsWith('==='));
  return lines.map(printable).join('\n');
}
