/** One line for each difference of a change, in the manifests' words. Shapes decide, not kinds. */
import type { Cause, FieldChange } from '../model/change.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { artifactText, pairsText, plain } from './value-text.ts';

export interface FieldLine {
  readonly label: string;
  readonly text: string;
  readonly cause: Cause;
  readonly held: boolean;
}

/** @param sends whether the plan sends them, or only shows them */
export function fieldLines(fields: readonly FieldChange[], sends: boolean): readonly FieldLine[] {
  return toldFields(fields)
    .map((field) => ({
      label: labelOf(field.path),
      text: textOf(field, sends && field.held !== true),
      cause: field.cause,
      held: field.held === true,
    }))
    .filter(({ text }) => text !== '');
}

/** Without what stands in the title: its place, and a rename that git asks for. */
export function toldFields(fields: readonly FieldChange[]): readonly FieldChange[] {
  return fields.filter(
    (field) => !['spec.target', 'spec.registration'].includes(field.path) && !isRename(field),
  );
}

/** Asked for, not undone. */
export function isRename({ path, cause }: FieldChange): boolean {
  return path === 'metadata.name' && cause !== 'drift';
}

const LABELS: Readonly<Record<string, string>> = { 'spec.desiredStatus': 'status', 'metadata.name': 'name' };

function labelOf(path: string): string {
  return LABELS[path] ?? path.replace(/^spec\./, '');
}

function textOf({ path, before, after }: FieldChange, sends: boolean): string {
  if (Array.isArray(after)) return items(Array.isArray(before) ? before : [], after, before !== undefined);
  if (isSpecObject(after)) {
    const former = isSpecObject(before) ? before : null;
    return path === 'spec.artifact' ? artifactText(former, after, sends) : pairsText(former, after);
  }
  if (before === undefined) return plain(after);
  // What moves elsewhere is made anew, with values that stay as they were.
  return plain(before) === plain(after) ? '' : `${plain(before)} → ${plain(after)}`;
}

/** Members and permissions: what goes and what comes, or, on a new resource, what there is. */
function items(before: readonly SpecValue[], after: readonly SpecValue[], compared: boolean): string {
  if (!compared) return after.length === 0 ? 'none' : after.map(item).join(', ');
  const has = (list: readonly SpecValue[], one: SpecValue): boolean =>
    list.some((other) => item(other) === item(one));
  const gone = before.filter((one) => !has(after, one)).map((one) => `- ${item(one)}`);
  const come = after.filter((one) => !has(before, one)).map((one) => `+ ${item(one)}`);
  return [...gone, ...come].join(' · ');
}

/** `mule-c3 (10.0.0.23)` for an object with a name. */
export function item(value: SpecValue): string {
  if (!isSpecObject(value)) return plain(value);
  const { name, ...rest } = value;
  const more = Object.values(rest).map(plain);
  return more.length === 0 ? plain(name) : `${plain(name)} (${more.join(', ')})`;
}
