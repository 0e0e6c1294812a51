import type { Diagnostic } from '../model/diagnostic.ts';
import { type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { Entry } from './declare-all.ts';
import { FirstOfTarget } from './first-of-target.ts';

/** Rules about names between manifests: nothing is declared twice, and no rename takes a name that is in use. */
export function checkNames(targets: readonly Manifest[], entries: readonly Entry[]): readonly Diagnostic[] {
  return [
    ...findTargetsOfOneName(targets),
    ...findDuplicates(entries),
    ...findNamesAlike(entries),
    ...checkRenames(entries),
  ];
}

/** Also an Environment and a Console: a target's name starts addresses and names its record. */
function findTargetsOfOneName(targets: readonly Manifest[]): readonly Diagnostic[] {
  const first = new Map<string, Manifest>();
  return targets.flatMap((manifest) => {
    const other = first.get(manifest.metadata.name);
    if (other === undefined) first.set(manifest.metadata.name, manifest);
    return other === undefined ? [] : [declaredTwice(manifest, other, `target ${manifest.metadata.name}`)];
  });
}

function findDuplicates(entries: readonly Entry[]): readonly Diagnostic[] {
  const first = new FirstOfTarget<DesiredResource>();
  const diagnostics: Diagnostic[] = [];
  for (const { manifest, target, resources } of entries) {
    for (const resource of resources) {
      const other = first.meet(target, resource.key, resource);
      if (other === undefined || other.manifest === manifest) continue;
      diagnostics.push(declaredTwice(manifest, other.manifest, nameIn(resource)));
    }
  }
  return diagnostics;
}

function nameIn({ identity: { kind, name, place }, target }: DesiredResource): string {
  const where = place === null ? '' : ` on ${place.kind} ${place.name}`;
  return `${kind} ${name}${where} of ${target}`;
}

function declaredTwice(manifest: Manifest, other: Manifest, subject: string): Diagnostic {
  const path = ['metadata', 'name'];
  const isOverride = other.locate(path).shared !== undefined && manifest.locate(path).shared === undefined;
  const first = `the first one is at ${lineOf(other, path)}`;
  return manifestDiagnostic(manifest, path, {
    code: 'declared_twice',
    message: `${subject} is declared twice`,
    hint: isOverride ? `${first}, in a base: change it with patches, or not at all` : first,
  });
}

/** Names that differ only by case are two to the services, and a slip to most readers. */
function findNamesAlike(entries: readonly Entry[]): readonly Diagnostic[] {
  const first = new FirstOfTarget<Manifest>();
  return entries.flatMap(({ manifest, target }) => {
    const { kind } = manifest;
    const { name } = manifest.metadata;
    const other = first.meet(target, `${kind}/${name.toLowerCase()}`, manifest);
    if (other === undefined || other.metadata.name === name) return [];
    return [
      manifestDiagnostic(manifest, ['metadata', 'name'], {
        code: 'names_alike',
        severity: 'warning',
        message: `${kind} ${name} and ${other.metadata.name} differ only by case`,
        hint: `the other one is at ${lineOf(other, ['metadata', 'name'])}`,
      }),
    ];
  });
}

const RENAMED_FROM = ['metadata', 'renamedFrom'];

function checkRenames(entries: readonly Entry[]): readonly Diagnostic[] {
  if (entries.every(({ manifest }) => manifest.metadata.renamedFrom === undefined)) return [];
  const declared = new Map<string, Manifest>();
  const claimed = new Map<string, Manifest>();
  for (const { manifest, target } of entries)
    declared.set(scopedName(manifest, target, manifest.metadata.name), manifest);
  return entries.flatMap(({ manifest, target }) => {
    const { name, renamedFrom } = manifest.metadata;
    if (renamedFrom === undefined || renamedFrom === name) return [];
    const key = scopedName(manifest, target, renamedFrom);
    const holder = declared.get(key);
    // A name whose holder is itself renamed is free by then: chains and trades of names are allowed.
    if (holder !== undefined && holder.metadata.renamedFrom === undefined)
      return [stillDeclared(manifest, holder, renamedFrom)];
    const rival = claimed.get(key);
    claimed.set(key, rival ?? manifest);
    return rival === undefined ? [] : [claimedTwice(manifest, rival, renamedFrom)];
  });
}

function scopedName({ kind }: Manifest, target: string, name: string): string {
  return `${target}/${kind}/${name}`;
}

function stillDeclared(manifest: Manifest, holder: Manifest, name: string): Diagnostic {
  return manifestDiagnostic(manifest, RENAMED_FROM, {
    code: 'renamed_from_declared',
    message: `${manifest.metadata.name} was renamed from ${name}, which is still declared`,
    hint: `remove renamedFrom, or the ${manifest.kind} at ${lineOf(holder, ['metadata', 'name'])}`,
  });
}

function claimedTwice(manifest: Manifest, rival: Manifest, name: string): Diagnostic {
  return manifestDiagnostic(manifest, RENAMED_FROM, {
    code: 'renamed_from_twice',
    message: `${manifest.kind} ${name} cannot become both ${rival.metadata.name} and ${manifest.metadata.name}`,
    hint: `the other one is at ${lineOf(rival, RENAMED_FROM)}`,
  });
}

export function lineOf(manifest: Manifest, path: readonly (string | number)[]): string {
  const { file, line } = manifest.locate(path).origin;
  return `${file}:${line}`;
}
