import type { Diagnostic } from '../model/diagnostic.ts';
import { manifestDiagnostic } from '../model/manifest.ts';
import type { LiveName } from '../model/provider.ts';
import type { DesiredResource } from '../model/resource.ts';

export interface Renames {
  /** The name that a live resource will have. */
  nameOf(live: LiveName): string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Which live resources the manifests rename. Found before anything is compared, so that everything else already
 * speaks of resources by their declared names. Chains and swaps work: a name whose holder is itself renamed
 * counts as free.
 */
export function findRenames(desired: readonly DesiredResource[], names: readonly LiveName[]): Renames {
  const liveKeys = new Set(names.map(({ kind, name }) => `${kind}/${name}`));
  const byFormer = new Map(
    desired.flatMap((one) => (one.formerKey === null ? [] : [[one.formerKey, one] as const])),
  );
  const diagnostics: Diagnostic[] = [];
  const renamed = new Map<string, string>();
  const declared = new Set(desired.map(({ key }) => key));

  const isRenamed = (one: DesiredResource, asked: ReadonlySet<string>): boolean => {
    if (one.formerKey === null || !liveKeys.has(one.formerKey)) return false;
    if (!liveKeys.has(one.key)) return true;
    const holder = byFormer.get(one.key);
    return (
      holder !== undefined && (asked.has(holder.key) || isRenamed(holder, new Set([...asked, holder.key])))
    );
  };
  for (const one of desired) {
    if (one.formerKey === null) continue;
    if (isRenamed(one, new Set([one.key]))) renamed.set(one.formerKey, one.identity.name);
    // Once a chain of renames is done, the former name of one is the declared name of another.
    else if (liveKeys.has(one.formerKey) && liveKeys.has(one.key) && !declared.has(one.formerKey))
      diagnostics.push(bothLive(one));
  }
  return {
    nameOf: ({ kind, name }) => renamed.get(`${kind}/${name}`) ?? name,
    diagnostics,
  };
}

function bothLive({ manifest, identity }: DesiredResource): Diagnostic {
  return manifestDiagnostic(manifest, ['metadata', 'renamedFrom'], {
    code: 'both_names_live',
    message: `both ${String(manifest.metadata.renamedFrom)} and ${identity.name} exist, so that neither can be renamed`,
    hint: 'drop renamedFrom, or remove one of the two',
  });
}
