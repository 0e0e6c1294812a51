import { fitsPattern } from '../model/patterns.ts';
import { type DesiredResource, identityOf, type ResourceKey } from '../model/resource.ts';
import type { DesiredTarget, Removal } from '../model/target.ts';
import { addressesOf } from './addresses.ts';

/** What `--only`, `--exclude` and `--selector` ask for. Addresses and labels may hold `*`. */
export interface Selection {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  /** `key=value` pairs, all of which must fit. */
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}

export interface Selected {
  readonly targets: readonly DesiredTarget[];
  /** Patterns that no declared resource fits: a misspelt address must not look like "nothing to do". */
  readonly unmatched: readonly string[];
}

/** Marks what this run may change. The others stay known, for references and for what is not ours. */
export function select(targets: readonly DesiredTarget[], selection: Selection): Selected {
  const { only, exclude, labels } = selection;
  if (only.length + exclude.length + labels.length === 0) return { targets, unmatched: [] };
  const hits = new Set<string>();
  const fits = (pattern: string, forms: readonly string[]): boolean => {
    const found = forms.some((form) => fitsPattern(pattern, form));
    if (found) hits.add(pattern);
    return found;
  };
  const isChosen = (forms: readonly string[], one: Pick<DesiredResource, 'manifest'>): boolean => {
    // Every pattern is tried, so that each one learns whether it fits anything.
    const wanted = only.map((pattern) => fits(pattern, forms)).includes(true);
    const unwanted = exclude.map((pattern) => fits(pattern, forms)).includes(true);
    return (only.length === 0 || wanted) && !unwanted && hasLabels(one, labels);
  };
  const chosen = targets.map((target) => {
    const addresses = addressesOf(
      target.name,
      target.resources.map(({ identity }) => identity),
    );
    const resources = target.resources.map((resource): DesiredResource => {
      const address = addresses.get(resource.key);
      const forms = address === undefined ? [] : [address.short, address.full];
      return { ...resource, selected: resource.selected && isChosen(forms, resource) };
    });
    const removals = target.removals.map((removal): Removal => {
      const forms = removal.keys.flatMap((key) => formsOf(target.name, key));
      return { ...removal, selected: removal.selected && isChosen(forms, removal) };
    });
    return { ...target, resources, removals };
  });
  const patterns = [...only, ...exclude];
  return { targets: chosen, unmatched: patterns.filter((pattern) => !hits.has(pattern)) };
}

function hasLabels({ manifest }: Pick<DesiredResource, 'manifest'>, labels: Selection['labels']): boolean {
  const own = manifest.metadata.labels ?? {};
  return labels.every(({ key, value }) => own[key] !== undefined && fitsPattern(value, own[key]));
}

/** Whether `--exclude` leaves out a resource that no manifest declares any more. */
export function excludes(target: string, key: ResourceKey, patterns: readonly string[]): boolean {
  const forms = formsOf(target, key);
  return patterns.some((pattern) => forms.some((form) => fitsPattern(pattern, form)));
}

/** An address in its short form, and in the full one that always works. */
export function formsOf(target: string, key: ResourceKey): readonly string[] {
  const address = addressesOf(target, [identityOf(key)]).get(key);
  return address === undefined ? [] : [address.short, address.full];
}
