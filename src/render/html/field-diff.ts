/** What differs in a field, line by line, in the manifests' words. Shapes decide, not kinds. */
import type { FieldChange } from '../../model/change.ts';
import { Secret } from '../../model/secret.ts';
import { isSpecObject, type SpecValue } from '../../model/spec-value.ts';
import { item } from '../field-lines.ts';
import { plain } from '../value-text.ts';
import { size } from '../words.ts';

export interface FieldDiff {
  readonly path: string;
  readonly gone: readonly string[];
  readonly come: readonly string[];
  /** Secrets on both sides: nobody can see whether they differ. */
  readonly sealed: readonly string[];
  /** How many lines are as they were. */
  readonly same: number;
}

export function fieldDiff({ path, before, after }: FieldChange): FieldDiff {
  const [old, now] = [linesOf(before), linesOf(after)];
  const isSealed = (line: Line, others: readonly Line[]): boolean =>
    line.isSecret && others.some(({ text }) => text === line.text);
  const without = (lines: readonly Line[], others: readonly Line[]): readonly string[] =>
    lines.filter(({ text }) => !others.some((other) => other.text === text)).map(({ text }) => text);
  const gone = without(old, now);
  const sealed = now.filter((line) => isSealed(line, old)).map(({ text }) => text);
  return { path, gone, come: without(now, old), sealed, same: old.length - gone.length - sealed.length };
}

interface Line {
  readonly text: string;
  readonly isSecret: boolean;
}

function linesOf(value: SpecValue | undefined, name = ''): readonly Line[] {
  if (value === undefined) return [];
  if (isSpecObject(value)) {
    const lines = Object.entries(value).flatMap(([key, inner]) =>
      linesOf(inner, name === '' ? key : `${name}.${key}`),
    );
    return lines.length === 0 ? [line(name, 'none')] : lines;
  }
  if (!Array.isArray(value)) {
    return [line(name, name === 'size' && typeof value === 'number' ? size(value) : plain(value), value)];
  }
  return value.length === 0 ? [line(name, 'none')] : value.map((one) => line(name, item(one), one));
}

function line(name: string, text: string, value?: SpecValue): Line {
  return { text: name === '' ? text : `${name} = ${text}`, isSecret: value instanceof Secret };
}
