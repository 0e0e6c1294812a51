import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { Reference } from '../model/kind.ts';
import { manifestDiagnostic, type UnreadableManifest } from '../model/manifest.ts';
import type { Entry } from './declare-all.ts';
import { FirstOfTarget } from './first-of-target.ts';
import { lineOf } from './name-rules.ts';

/** Rules about what manifests name: it is declared for the same target, and what can have one place has one. */
export function checkReferences(
  entries: readonly Entry[],
  unreadable: readonly UnreadableManifest[],
): readonly Diagnostic[] {
  const declared = indexNames(entries);
  const missing = entries.flatMap((entry) =>
    entry.manifest.selected ? findMissing(entry, declared, unreadable) : [],
  );
  return [...missing, ...findShared(entries)];
}

/** target → kind → names. */
type Names = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

function indexNames(entries: readonly Entry[]): Names {
  const names = new Map<string, Map<string, Set<string>>>();
  for (const { manifest, target } of entries) {
    const ofTarget = names.get(target) ?? new Map<string, Set<string>>();
    const ofKind = ofTarget.get(manifest.kind);
    if (ofKind === undefined)
      names.set(target, ofTarget.set(manifest.kind, new Set([manifest.metadata.name])));
    else ofKind.add(manifest.metadata.name);
  }
  return names;
}

function findMissing(
  entry: Entry,
  declared: Names,
  unreadable: readonly UnreadableManifest[],
): readonly Diagnostic[] {
  const { manifest, target, references } = entry;
  const ofTarget = declared.get(target);
  return references.flatMap((reference) => {
    if (ofTarget?.get(reference.kind)?.has(reference.name)) return [];
    if (unreadable.some((document) => mayBe(document, reference, target))) return [];
    const words = describeMissing(reference, target, declared);
    return [manifestDiagnostic(manifest, reference.path, { code: 'reference_not_declared', ...words })];
  });
}

/** Whether a document with mistakes may be what a reference names. */
function mayBe(document: UnreadableManifest, { kind, name }: Reference, target: string): boolean {
  const fits = (known: string | null, wanted: string) => known === null || known === wanted;
  return fits(document.kind, kind) && fits(document.name, name) && fits(document.target, target);
}

function describeMissing({ kind, name }: Reference, target: string, declared: Names) {
  const ofTarget = declared.get(target);
  const otherKind = [...(ofTarget ?? [])].find(([, names]) => names.has(name))?.[0];
  if (otherKind !== undefined) {
    return {
      message: `${name} is ${withArticle(otherKind)} here, not ${withArticle(kind)}`,
      hint: `name ${withArticle(kind)}`,
    };
  }
  const message = `no ${kind} ${name} is declared for ${target}`;
  const elsewhere = [...declared].find(([, kinds]) => kinds.get(kind)?.has(name))?.[0];
  if (elsewhere !== undefined) return { message, hint: `there is one for ${elsewhere}` };
  const suggestion = didYouMean(name, ofTarget?.get(kind) ?? []);
  return { message, hint: suggestion ?? `add a document of kind: ${kind} with this name` };
}

interface Holder {
  readonly entry: Entry;
  readonly reference: Reference;
}

/** A server is in one group or cluster: every later one is told where the first is. */
function findShared(entries: readonly Entry[]): readonly Diagnostic[] {
  const holders = new FirstOfTarget<Holder>();
  return entries.flatMap((entry) =>
    entry.references.flatMap((reference) => {
      if (!reference.exclusive) return [];
      const key = `${reference.kind}/${reference.name}`;
      const holder = holders.meet(entry.target, key, { entry, reference });
      if (holder === undefined || isSame(holder.entry, entry)) return [];
      return [describeShared({ entry, reference }, holder)];
    }),
  );
}

/** Two documents of one name are one mistake, not one more for each member. */
function isSame(left: Entry, right: Entry): boolean {
  const { kind, metadata } = left.manifest;
  return kind === right.manifest.kind && metadata.name === right.manifest.metadata.name;
}

function describeShared({ entry, reference }: Holder, holder: Holder): Diagnostic {
  const { manifest } = holder.entry;
  const first = `${manifest.kind} ${manifest.metadata.name}`;
  const second = `${entry.manifest.kind} ${entry.manifest.metadata.name}`;
  return manifestDiagnostic(entry.manifest, reference.path, {
    code: 'in_two_places',
    message: `${reference.kind} ${reference.name} is in ${first} and in ${second}`,
    hint: `${first} names it at ${lineOf(manifest, holder.reference.path)}; it can be in one of them`,
  });
}
