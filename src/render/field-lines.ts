/** One line for each difference of a change, in the manifests' words. Shapes decide, not kinds. */

import type { FieldChange } from '../model/plan.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';
import { size } from './words.ts';

export interface FieldLine {
  readonly label: string;
  readonly text: string;
}

export function fieldLines(fields: readonly FieldChange[]): readonly FieldLine[] {
  return fields
    .filter(({ path }) => !['spec.target', 'spec.registration', 'metadata.name'].includes(path))
    .map((field) => ({ label: labelOf(field.path), text: textOf(field) }))
    .filter(({ text }) => text !== '');
}

const LABELS: Readonly<Record<string, string>> = { 'spec.desiredStatus': 'status' };

function labelOf(path: string): string {
  return LABELS[path] ?? path.replace(/^spec\./, '');
}

function textOf({ before, after }: FieldChange): string {
  if (Array.isArray(after)) return items(Array.isArray(before) ? before : [], after, before !== undefined);
  if (isSpecObject(after) && isArtifact(after)) return artifact(isSpecObject(before) ? before : null, after);
  if (isSpecObject(after)) return pairs(after);
  return before === undefined ? plain(after) : `${plain(before)} → ${plain(after)}`;
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
function item(value: SpecValue): string {
  if (!isSpecObject(value)) return plain(value);
  const { name, ...rest } = value;
  const more = Object.values(rest).map(plain);
  return more.length === 0 ? plain(name) : `${plain(name)} (${more.join(', ')})`;
}

function isArtifact(value: SpecObject): boolean {
  return value.sha1 !== undefined || value.exchange !== undefined;
}

function artifact(before: SpecObject | null, after: SpecObject): string {
  if (isSpecObject(after.exchange)) {
    const { groupId, artifactId, version } = after.exchange;
    return `from Exchange: ${plain(groupId)}:${plain(artifactId)}:${plain(version)}`;
  }
  const bytes = typeof after.size === 'number' ? size(after.size) : '';
  const short = (value: SpecValue | undefined): string => plain(value).slice(0, 8);
  if (before?.sha1 === undefined) return `${plain(after.fileName)} · ${bytes} · sha1 ${short(after.sha1)}`;
  const renamed = before.fileName === after.fileName ? '' : ` · ${plain(after.fileName)}`;
  return `sha1 ${short(before.sha1)} → ${short(after.sha1)}${renamed} · ${bytes} to send`;
}

function pairs(value: SpecObject): string {
  const entries = Object.entries(value);
  return entries.length === 0 ? '' : entries.map(([key, one]) => `${key} = ${plain(one)}`).join(' · ');
}

function plain(value: SpecValue | undefined): string {
  if (value === undefined || value === null) return 'not set';
  if (value instanceof Secret) return value.toString();
  if (typeof value === 'string') return value === '' ? '""' : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
