/**
 * What is no longer declared: what of it goes, what stays, and what is merely forgotten (contract, section 8).
 * Gone from git means: recorded, its recorded file lies under the loaded paths, and no loaded document declares it.
 */
import type { DepartingComparison, Withheld } from '../model/comparison.ts';
import { groupBy } from '../model/group-by.ts';
import type { KindTraits } from '../model/provider.ts';
import { identityOf, type LiveResource, type ResourceKey } from '../model/resource.ts';
import type { DesiredTarget, Removal } from '../model/target.ts';
import { ambiguous } from './ambiguous.ts';
import type { CarriedResource } from './match-record.ts';
import type { Scope } from './scope.ts';
import { NEVER_PRUNED, NOT_PRUNED, PROTECTED } from './withhold.ts';

export interface OwnershipInput {
  readonly target: DesiredTarget;
  readonly kinds: readonly KindTraits[];
  readonly live: readonly LiveResource[];
  readonly recorded: ReadonlyMap<ResourceKey, CarriedResource> | null;
  /** Recorded keys that a manifest moved elsewhere. */
  readonly moved: ReadonlySet<ResourceKey>;
  readonly scope: Scope;
  /** A recorded file as a person would open it. */
  readonly shownFile: (file: string) => string;
}

export interface Ownership {
  readonly departing: readonly DepartingComparison[];
  /** The keys that the record has of what is not ours any more, or not there any more: it drops them. */
  readonly forgotten: readonly ResourceKey[];
}

export function findOwnership(input: OwnershipInput): Ownership {
  const liveByKey = groupBy(input.live, ({ key }) => key);
  const declared = new Set(input.target.resources.map(({ key }) => key));
  const departing = new Map<ResourceKey, DepartingComparison>();
  const forgotten = new Set<ResourceKey>();
  const leftAlone = new Set<ResourceKey>();
  for (const removal of input.target.removals) {
    const key = keyToRemove(removal, liveByKey, input.recorded);
    const recorded = input.recorded?.get(key) ?? null;
    const matches = liveByKey.get(key) ?? [];
    const [live] = matches;
    if (!removal.selected) continue;
    if (removal.action === 'forget' || live === undefined) {
      leftAlone.add(key);
      if (recorded !== null) forgotten.add(recorded.recordedAs ?? key);
    } else {
      departing.set(key, depart(matches, recorded, { ...input, removal }));
    }
  }
  for (const [key, recorded] of input.recorded ?? []) {
    if (declared.has(key) || departing.has(key) || leftAlone.has(key) || input.moved.has(key)) continue;
    if (!isGone(recorded, input)) continue;
    const matches = liveByKey.get(key) ?? [];
    const [live] = matches;
    if (live === undefined) forgotten.add(recorded.recordedAs ?? key);
    else departing.set(key, depart(matches, recorded, { ...input, withheld: stays(live, recorded, input) }));
  }
  for (const live of strangersToDelete(input, declared)) {
    if (departing.has(live.key) || leftAlone.has(live.key)) continue;
    departing.set(live.key, depart(liveByKey.get(live.key) ?? [live], null, input));
  }
  return { departing: [...departing.values()], forgotten: [...forgotten] };
}

function isGone({ key, file }: CarriedResource, { scope }: OwnershipInput): boolean {
  return scope.whole && scope.includes(key) && scope.covers(file);
}

/** Of an application whose place's kind is not written there may be several: the recorded one is meant, else the live one. */
function keyToRemove(
  { keys }: Removal,
  live: ReadonlyMap<ResourceKey, unknown>,
  recorded: OwnershipInput['recorded'],
): ResourceKey {
  const [first = ''] = keys;
  return keys.find((key) => recorded?.has(key)) ?? keys.find((key) => live.has(key)) ?? first;
}

function stays(live: LiveResource, recorded: CarriedResource, input: OwnershipInput): Withheld | null {
  if (recorded.protect) return PROTECTED;
  if (input.target.policy.prune === 'none') return NOT_PRUNED;
  return neverPruned(live, input) ? NEVER_PRUNED : null;
}

function neverPruned(live: LiveResource, { kinds }: OwnershipInput): boolean {
  return kinds.find(({ name }) => name === live.identity.kind)?.neverPruned(live) ?? true;
}

/**
 * With `prune: all` also what nobody ever declared, but only where this run has seen all that the record knows of
 * the target: what a narrower path leaves out is declared elsewhere.
 */
function strangersToDelete(
  input: OwnershipInput,
  declared: ReadonlySet<ResourceKey>,
): readonly LiveResource[] {
  const { target, recorded, scope, live } = input;
  if (target.policy.prune !== 'all' || recorded === null || !scope.whole || !target.manifest.selected)
    return [];
  if (![...recorded.values()].every(({ file }) => scope.covers(file))) return [];
  return live.filter(
    (one) =>
      !declared.has(one.key) &&
      !recorded.has(one.key) &&
      !input.moved.has(one.key) &&
      scope.includes(one.key) &&
      !neverPruned(one, input),
  );
}

interface Departure extends Pick<OwnershipInput, 'shownFile'> {
  readonly removal?: Removal;
  readonly withheld?: Withheld | null;
}

function depart(
  matches: readonly LiveResource[],
  recorded: CarriedResource | null,
  { removal, withheld, shownFile }: Departure,
): DepartingComparison {
  const [live] = matches as readonly [LiveResource];
  const { key } = live;
  return {
    key,
    kind: identityOf(key).kind,
    desired: null,
    live,
    recorded,
    action: 'delete',
    cause: 'intent',
    fields: [],
    heldFields: [],
    held: [],
    unknown: [],
    obstacle: matches.length > 1 ? ambiguous(matches) : null,
    withheld: withheld ?? null,
    previousKey: recorded?.recordedAs ?? null,
    removal: removal ?? null,
    origin:
      removal?.manifest.origin ??
      (recorded === null ? null : { file: shownFile(recorded.file), line: 1, column: 1 }),
  };
}
