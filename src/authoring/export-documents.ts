/**
 * What is live, as documents: each resource that is chosen, and what it refers to, which is observed only where it is
 * somebody else's. What a manifest declares already is left out, and so is what two live resources are called.
 */
import { literal } from '../manifests/edit/literal.ts';
import type { WrittenDocument } from '../manifests/edit/write-document.ts';
import type { Json } from '../model/json.ts';
import type { Declaration } from '../model/kind.ts';
import { type LiveResource, placeKey, type ResourceKey } from '../model/resource.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';

export interface ExportInput {
  readonly target: string;
  readonly live: readonly LiveResource[];
  /** Keys that manifests declare, or a rename's former ones. */
  readonly declared: ReadonlySet<ResourceKey>;
  readonly declarations: readonly Declaration[];
  isChosen(key: ResourceKey): boolean;
}

export interface ExportedDocument {
  readonly target: string;
  readonly live: LiveResource;
  /** `observe`: somebody else's, or something that no manifest can say. */
  readonly manage: 'full' | 'observe';
}

export interface LeftOut {
  readonly key: ResourceKey;
  readonly why: string;
}

export interface Exported {
  /** In the order of the live list. */
  readonly documents: readonly ExportedDocument[];
  readonly leftOut: readonly LeftOut[];
}

export function exportDocuments(input: ExportInput): Exported {
  const { target, live, declared } = input;
  const open = live.filter(({ key }) => !declared.has(key));
  const chosen = open.filter(({ key }) => input.isChosen(key));
  const needed = new Set(chosen.flatMap((one) => referencesOf(one, input)));
  const reasons = new Map(open.map((one) => [one, whyNot(one, live)]));
  const documents = open.flatMap((one): readonly ExportedDocument[] => {
    if (reasons.get(one) !== null) return [];
    if (input.isChosen(one.key)) return [{ target, live: one, manage: 'full' }];
    return needed.has(one.key) ? [{ target, live: one, manage: 'observe' }] : [];
  });
  const leftOut = chosen.flatMap((one) => {
    const why = reasons.get(one) ?? null;
    return why === null ? [] : [{ key: one.key, why }];
  });
  return { documents, leftOut };
}

function whyNot({ key, identity }: LiveResource, live: readonly LiveResource[]): string | null {
  if (identity.kind === 'Application' && identity.place === null) return 'nobody tells where it runs';
  const ids = live.filter((one) => one.key === key).map(({ id }) => id);
  return ids.length > 1 ? `${ids.length} of them have this name (${ids.join(', ')})` : null;
}

function referencesOf(
  { identity, spec }: LiveResource,
  { declarations }: ExportInput,
): readonly ResourceKey[] {
  const { fields = {} } = declarations.find(({ kind }) => kind === identity.kind) ?? {};
  const members = Object.entries(fields).flatMap(([field, { refersTo }]) => {
    const items = spec[field];
    if (refersTo === undefined || !Array.isArray(items)) return [];
    return items.map((item: SpecValue) => `${refersTo}/${String(isSpecObject(item) ? item.name : item)}`);
  });
  return identity.place === null ? members : [placeKey(identity.place), ...members];
}

/** @param artifact what takes the place of the digest; undefined: nothing */
export function documentOf(
  { live, manage }: ExportedDocument,
  { fields, express, kind }: Declaration,
  {
    metadata,
    artifact,
  }: { readonly metadata: Readonly<Record<string, Json>>; readonly artifact?: Json | undefined },
): WrittenDocument {
  const expressed = Object.entries(express(live.spec));
  const identity = expressed.filter(([field]) => fields[field]?.compare === 'identity');
  const written = (manage === 'observe' ? identity : expressed) as readonly (readonly [string, Json])[];
  const spec = Object.fromEntries(written.map(([field, value]) => [field, literal(value)]));
  const full = artifact === undefined || spec.artifact === undefined ? spec : { ...spec, artifact };
  const lifecycle: Readonly<Record<string, Json>> = manage === 'observe' ? { lifecycle: { manage } } : {};
  return {
    kind,
    metadata: { name: live.identity.name, ...metadata, ...lifecycle },
    spec: manage === 'observe' && identity.length === 0 ? null : full,
    comment: [],
  };
}
