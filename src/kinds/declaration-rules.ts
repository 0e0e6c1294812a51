import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../model/manifest.ts';

/** A rule of meaning about one manifest that has the right shape. */
export type Rule = (manifest: Manifest) => readonly Diagnostic[];

export function checkAll(rules: readonly Rule[]): Rule {
  return (manifest) => {
    const found: Diagnostic[] = [];
    for (const rule of rules) found.push(...rule(manifest));
    return found;
  };
}

/**
 * Groups, clusters and applications: letters, digits and dashes, no dash at either end.
 * Source: Runtime Manager reference, sections 6, 7 and 8.6.
 */
export function dashedName(shortest: number, longest: number): Rule {
  return (manifest) => {
    const { name } = manifest.metadata;
    const fits = name.length >= shortest && name.length <= longest;
    if (fits && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) return [];
    const hint = `${shortest} to ${longest} letters, digits and dashes, and no dash at either end`;
    return refuseName(manifest, hint);
  };
}

export function refuseName(manifest: Manifest, hint: string): readonly Diagnostic[] {
  const { name } = manifest.metadata;
  const shown = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
  const message = `${withArticle(manifest.kind)} cannot be named ${shown}`;
  return [manifestDiagnostic(manifest, ['metadata', 'name'], { code: 'name_not_allowed', message, hint })];
}

export function renamedToItself(manifest: Manifest): readonly Diagnostic[] {
  const { name, renamedFrom } = manifest.metadata;
  if (renamedFrom !== name) return [];
  const message = `renamedFrom is the name itself, ${name}`;
  const about = { code: 'renamed_to_itself', message, hint: 'write the name it had, or remove the key' };
  return [manifestDiagnostic(manifest, ['metadata', 'renamedFrom'], about)];
}

export interface Item {
  readonly name: string;
  readonly path: DocumentPath;
}

/** One diagnostic for every item that was there before. */
export function findRepeated(
  manifest: Manifest,
  items: readonly Item[],
  listName: string,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return items.flatMap(({ name, path }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const about = {
      code: 'listed_twice',
      message: `${name} stands twice in ${listName}`,
      hint: 'remove one of the two',
    };
    return [manifestDiagnostic(manifest, path, about)];
  });
}
