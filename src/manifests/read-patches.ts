import type { DocumentPath } from '../model/manifest.ts';
import type { Envelope } from './envelope.ts';
import type { Layer } from './layers.ts';
import { SourceDocument } from './source-document.ts';
import { isMap, type PlainMap, textOrNull } from './unreadable.ts';
import { fillValues, type ValueTable } from './value-tables.ts';

/** One entry of a target's `patches`: which documents it changes, and how. */
export interface Patch {
  readonly owner: SourceDocument;
  readonly path: DocumentPath;
  readonly kind: string;
  readonly name: string;
  /** `cluster` and its name, where only one of several places is meant. */
  readonly place: readonly [string, string] | null;
  readonly layer: Layer;
}

/** Those of the right shape; the others are reported with the shape of the target. */
export function readPatches({ content, document }: Envelope): readonly Patch[] {
  const spec = isMap(content.spec) ? content.spec : {};
  if (!Array.isArray(spec.patches) || !(document instanceof SourceDocument)) return [];
  return (spec.patches as readonly unknown[]).flatMap((written, index) => {
    const path = ['spec', 'patches', index];
    const { kind, name, target, patch } = isMap(written) ? written : {};
    if (typeof kind !== 'string' || typeof name !== 'string' || !isMap(patch)) return [];
    const layer = { document, at: [...path, 'patch'], value: allowedPart(patch) };
    return [{ owner: document, path, kind, name, place: placesIn({ target })[0] ?? null, layer }];
  });
}

const PATCHED_METADATA = ['labels', 'lifecycle', 'wave'];

/** What identifies a document is no patch's to change, which its schema says. */
function allowedPart({ metadata, spec }: PlainMap): PlainMap {
  const kept = isMap(metadata)
    ? Object.entries(metadata).filter(([key]) => PATCHED_METADATA.includes(key))
    : [];
  return {
    ...(kept.length === 0 ? {} : { metadata: Object.fromEntries(kept) }),
    ...(isMap(spec) ? { spec } : {}),
  };
}

/** Whether a patch means a document, as it stands before any patch, with the values of its target. */
export function means(patch: Patch, envelope: Envelope, values: ValueTable): boolean {
  if (patch.kind !== envelope.kind || patch.name !== textOrNull(envelope.metadata.name)) return false;
  if (patch.place === null) return true;
  const [key, name] = patch.place;
  const wanted = fillValues(name, values);
  return placesIn(envelope.content.spec).some(
    ([one, other]) => one === key && fillValues(other, values) === wanted,
  );
}

/** The places of an application, from its `target` or `targets`. */
export function placesIn(spec: unknown): readonly (readonly [string, string])[] {
  const { target, targets } = isMap(spec) ? spec : {};
  const written: readonly unknown[] = [target, ...(Array.isArray(targets) ? targets : [])];
  return written
    .flatMap((one) => (isMap(one) ? Object.entries(one) : []))
    .flatMap(([key, name]) => (typeof name === 'string' ? [[key, name] as const] : []));
}
