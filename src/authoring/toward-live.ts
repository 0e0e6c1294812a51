/**
 * From what a manifest says to what is live, in as few edits as there are differences: a list keeps its order and
 * loses and gains items, a map keeps its keys. What a placeholder or a patch gave is left alone, for its text is not
 * what would have to change.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Edit, END_OF_LIST } from '../manifests/edit/edit-document.ts';
import { literal } from '../manifests/edit/literal.ts';
import { parsePlaceholders } from '../manifests/placeholders.ts';
import { isMap } from '../manifests/unreadable.ts';
import type { Json } from '../model/json.ts';
import type { DocumentPath } from '../model/manifest.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';

export interface TowardLive {
  readonly edits: readonly Edit[];
  /** Where the manifest's own text is not what it says in the end. */
  readonly left: readonly DocumentPath[];
}

/** One value: as it is written, what came of it, and what it should be. */
export interface Sides {
  readonly raw: unknown;
  readonly resolved: SpecValue | undefined;
  readonly wanted: Json;
}

export function towardLive(sides: Sides, path: DocumentPath): TowardLive {
  const { raw, resolved, wanted } = sides;
  if (raw === undefined) return { edits: [{ path, value: literal(wanted) }], left: [] };
  if (isList(wanted) && isList(raw)) return listToward(wanted, raw, resolved, path);
  if (isMap(wanted) && isMap(raw) && Object.keys(wanted).some((key) => key in raw))
    return joined(
      Object.entries(wanted).map(([key, value]) =>
        towardLive({ raw: raw[key], resolved: inner(resolved, key), wanted: value }, [...path, key]),
      ),
    );
  if (isDeepStrictEqual(resolved, wanted)) return NOTHING;
  return isWritten(raw, resolved)
    ? { edits: [{ path, value: literal(wanted) }], left: [] }
    : { edits: [], left: [path] };
}

const NOTHING: TowardLive = { edits: [], left: [] };

function joined(parts: readonly TowardLive[]): TowardLive {
  return { edits: parts.flatMap(({ edits }) => edits), left: parts.flatMap(({ left }) => left) };
}

/** Sets: the order of what stays is the manifest's own. */
function listToward(
  wanted: readonly Json[],
  raw: readonly unknown[],
  resolved: SpecValue | undefined,
  path: DocumentPath,
): TowardLive {
  const there = raw.map((_, index) => (Array.isArray(resolved) ? (resolved[index] as SpecValue) : undefined));
  const names = there.map(nameOf);
  const kept = there.flatMap((value, index) => {
    const same = wanted.find((one) => nameOf(one) === names[index]);
    if (same === undefined || same === value) return [];
    if (typeof same === 'string')
      return isPlainMember(value) ? [] : [replaced(raw[index], value, same, [...path, index])];
    return [towardLive({ raw: raw[index], resolved: value, wanted: same }, [...path, index])];
  });
  const gone = there.flatMap((value, index) => {
    if (wanted.some((one) => nameOf(one) === names[index])) return [];
    const at = [...path, index];
    return [
      isWritten(raw[index], value)
        ? { edits: [{ path: at, value: undefined }], left: [] }
        : { edits: [], left: [at] },
    ];
  });
  const come = wanted
    .filter((one) => !names.includes(nameOf(one)))
    .map((one) => ({ edits: [{ path: [...path, END_OF_LIST], value: literal(one) }], left: [] }));
  // From the end, so that no index changes under the next one.
  return joined([...kept, ...gone.reverse(), ...come]);
}

function replaced(
  raw: unknown,
  resolved: SpecValue | undefined,
  wanted: Json,
  path: DocumentPath,
): TowardLive {
  return isWritten(raw, resolved)
    ? { edits: [{ path, value: literal(wanted) }], left: [] }
    : { edits: [], left: [path] };
}

/** `{ name: mule-1 }` says no more than `mule-1`. */
function isPlainMember(value: SpecValue | undefined): boolean {
  return isSpecObject(value) && Object.keys(value).length === 1;
}

/** What tells one item of a set from another: a member's name, or the item itself. */
function nameOf(item: SpecValue | undefined): unknown {
  return isSpecObject(item) ? item.name : item;
}

/** Whether a value is what its text says: neither a placeholder nor a patch had a part in it. */
function isWritten(raw: unknown, resolved: SpecValue | undefined): boolean {
  if (typeof raw === 'string') return plainText(raw) === resolved;
  if (isList(raw))
    return Array.isArray(resolved) && raw.every((one, index) => isWritten(one, resolved[index] as SpecValue));
  if (isMap(raw)) return Object.entries(raw).every(([key, one]) => isWritten(one, inner(resolved, key)));
  return raw === resolved;
}

function plainText(raw: string): string | undefined {
  const parts = parsePlaceholders(raw);
  return parts.every(({ type }) => type === 'literal') ? parts.map(({ text }) => text).join('') : undefined;
}

function inner(value: SpecValue | undefined, key: string): SpecValue | undefined {
  return isSpecObject(value) ? value[key] : undefined;
}

function isList<Item>(value: unknown | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
