import type { Diagnostic } from '../model/diagnostic.ts';
import { manifestDiagnostic } from '../model/manifest.ts';
import type { DesiredResource, ResourceKey } from '../model/resource.ts';
import { qualifierOf } from '../model/written-address.ts';
import type { Entry } from './declare-all.ts';
import { lineOf } from './name-rules.ts';
import type { ReadRemoval } from './removals.ts';

/** Rules between goodbyes and what is declared: nothing is both, nothing goes twice, and its place is plain. */
export function checkRemovals(
  removals: readonly ReadRemoval[],
  entries: readonly Entry[],
): readonly Diagnostic[] {
  if (removals.length === 0) return [];
  return [...removals.flatMap(checkPlace), ...findDeclared(removals, entries), ...findTwice(removals)];
}

const RESOURCE = ['spec', 'resource'];

/** Of two declared places with one name the address has to say which. */
function checkPlace({ address: { place }, declared, removal }: ReadRemoval): readonly Diagnostic[] {
  if (place === null || place.kind !== null || declared.length < 2) return [];
  const about = {
    code: 'ambiguous_place',
    message: `${place.name} is the name of a ${declared.join(' and of a ')} here`,
    hint: `write ${declared.map((kind) => `@${qualifierOf(kind)}:${place.name}`).join(' or ')}`,
  };
  return [manifestDiagnostic(removal.manifest, RESOURCE, about)];
}

/** What is declared would be made again; what is being renamed would be gone. */
function findDeclared(removals: readonly ReadRemoval[], entries: readonly Entry[]): readonly Diagnostic[] {
  const resources = new Map<string, DesiredResource>();
  const all = entries.flatMap((entry) => entry.resources);
  for (const resource of all) resources.set(`${resource.target}/${resource.formerKey}`, resource);
  for (const resource of all) resources.set(`${resource.target}/${resource.key}`, resource);
  return removals.flatMap((one) => {
    const key = one.removal.keys.find((candidate) => resources.has(`${one.target}/${candidate}`));
    const resource = resources.get(`${one.target}/${key}`);
    return key === undefined || resource === undefined ? [] : [describeDeclared(one, resource, key)];
  });
}

function describeDeclared(one: ReadRemoval, resource: DesiredResource, key: ResourceKey): Diagnostic {
  const { manifest, identity } = resource;
  const renamed = resource.key !== key;
  const line = lineOf(manifest, ['metadata', renamed ? 'renamedFrom' : 'name']);
  return manifestDiagnostic(one.removal.manifest, RESOURCE, {
    code: 'removed_and_declared',
    message: `${nameOf(one)} is removed, and ${renamed ? `renamed to ${identity.name}` : 'declared as well'}`,
    hint: `the other is at ${line}; keep one of the two`,
  });
}

function findTwice(removals: readonly ReadRemoval[]): readonly Diagnostic[] {
  const first = new Map<string, ReadRemoval>();
  return removals.flatMap((one) => {
    const keys = one.removal.keys.map((key) => `${one.target}/${key}`);
    const other = keys.map((key) => first.get(key)).find((found) => found !== undefined);
    for (const key of keys) first.set(key, first.get(key) ?? one);
    if (other === undefined) return [];
    const about = {
      code: 'removed_twice',
      message: `${nameOf(one)} is removed twice`,
      hint: `the first one is at ${lineOf(other.removal.manifest, RESOURCE)}`,
    };
    return [manifestDiagnostic(one.removal.manifest, RESOURCE, about)];
  });
}

function nameOf({ address: { kind, name, place } }: ReadRemoval): string {
  return place === null ? `${kind} ${name}` : `${kind} ${name} on ${place.name}`;
}
