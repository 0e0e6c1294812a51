import { declarations } from '../kinds/index.ts';
import type { LoadCommands } from '../manifests/build-all.ts';
import { loadManifests } from '../manifests/load-manifests.ts';
import { loadPolicies } from '../manifests/load-policies.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { gatherShared } from '../model/gather-shared.ts';
import { fitsPattern } from '../model/patterns.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import type { DesiredTarget } from '../model/target.ts';
import type { PolicyContext } from '../policy/check-policies.ts';
import { buildDesiredTargets } from '../reconcile/desired-graph.ts';
import { select } from '../reconcile/select.ts';
import type { Io } from './io.ts';
import { knownManifests } from './known-files.ts';
import { maskManifests } from './mask.ts';
import type { SelectionOptions } from './options.ts';
import { declared, unknownAddress, unknownTarget } from './unknown-name.ts';

export interface Loaded {
  readonly targets: readonly DesiredTarget[];
  readonly rules: Rules;
  readonly diagnostics: readonly Diagnostic[];
}

/** What plans are held against: `policies/` of the repository. */
export type Rules = Pick<PolicyContext, 'policies' | 'approvals'>;

export interface LoadSources {
  /** Absolute path → what a file would say, instead of what it says; without paths nothing but these is loaded. */
  readonly texts?: ReadonlyMap<string, string>;
  /** What was found out about the files before. */
  readonly known?: StampedValues;
}

/** Everything that needs no network: the desired graph, and all that is wrong with the manifests. */
export async function load(
  paths: readonly string[],
  io: Io,
  commands: LoadCommands,
  { texts = new Map(), known = knownManifests(io) }: LoadSources = {},
): Promise<Loaded> {
  const { cwd, env, mask } = io;
  const nothingNamed = paths.length === 0 && texts.size === 0;
  const request = { paths: nothingNamed ? ['.'] : paths, cwd, env, declarations, commands, texts, known };
  const { manifests, unreadable, diagnostics } = await loadManifests(request);
  maskManifests(manifests, mask);
  const graph = buildDesiredTargets(manifests, declarations, unreadable);
  const { diagnostics: ofRules, ...rules } = await loadPolicies(request);
  known.save();
  const shared = gatherShared([...diagnostics, ...graph.diagnostics]);
  return { targets: graph.targets, rules, diagnostics: [...shared, ...ofRules] };
}

/** The targets and resources that this run is about. */
export function narrow(
  targets: readonly DesiredTarget[],
  options: SelectionOptions,
): readonly DesiredTarget[] {
  for (const name of options.target) {
    if (targets.some((target) => fitsPattern(name, target.name))) continue;
    throw unknownTarget(
      name,
      targets.map((target) => target.name),
    );
  }
  const chosen = targets.filter(
    ({ name }) => options.target.length === 0 || options.target.some((one) => fitsPattern(one, name)),
  );
  const selection = { only: options.only, exclude: options.exclude, labels: options.selector };
  const { targets: selected, unmatched } = select(chosen, selection);
  // What `--exclude` spares may be recorded or live only: that is looked at when it is known.
  const [first] = unmatched.filter((pattern) => options.only.includes(pattern));
  const narrowed = options.only.length > 0 || options.selector.length > 0;
  // A target of which nothing is wanted is not even asked; one that declares nothing is, for what is not in git.
  if (first === undefined)
    return selected.filter(
      ({ resources, removals }) => !narrowed || [...resources, ...removals].some((one) => one.selected),
    );
  throw unknownAddress(first, declared(chosen));
}

/**
 * A misspelt `--exclude` would let go what it should spare.
 * @param addresses of everything that the plan speaks of
 */
export function assertExcluded(patterns: readonly string[], addresses: () => readonly string[]): void {
  if (patterns.length === 0) return;
  const known = addresses();
  const unknown = patterns.find((pattern) => !known.some((address) => fitsPattern(pattern, address)));
  if (unknown !== undefined) throw unknownAddress(unknown, { ...declared([]), addresses: known });
}
