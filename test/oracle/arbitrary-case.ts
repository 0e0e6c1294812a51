/**
 * Random cases: an estate, what an earlier apply recorded of it, and what is wanted, mostly a few mutations away.
 * Within the rules that hold offline: a server is declared in one place, a declared application is on a server only
 * if that belongs to no place, and a declared cluster has a member that is registered.
 */
import fc from 'fast-check';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { filesOf, resourceKeyOf, worldOf } from './case-input.ts';
import { CLUSTERS, type Draft, estateOf, GROUPS, NAMES, PLACES, SERVERS, type ServerName } from './draft.ts';
import { addressOf, type Deployment } from './estate.ts';
import { MUTATIONS } from './mutations.ts';
import { type Estate, type Problem, type ProblemInput, problemOf } from './problem.ts';

export interface OracleCase {
  readonly world: WorldInput;
  readonly files: Readonly<Record<string, string>>;
  /** Groups, clusters and applications that are recorded, under their resource keys. */
  readonly owned: readonly string[];
  readonly prune: 'none' | 'owned';
  readonly problem: Problem;
}

const seat = fc.record({
  place: fc.option(fc.constantFrom(...PLACES), { nil: null, freq: 4 }),
  spare: fc.boolean(),
});

const deployment: fc.Arbitrary<Deployment> = fc.record({
  bytes: fc.constantFrom('v1', 'v2'),
  status: fc.constantFrom('STARTED', 'STARTED', 'STOPPED'),
});

/** Of those that stand somewhere impossible, `estateOf` takes no notice. */
const applications = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...PLACES, ...SERVERS), deployment), {
    minLength: 3,
    maxLength: 9,
  })
  .map((rows) => Object.fromEntries(rows.map(([name, place, row]) => [addressOf(name, place), row])));

const draft: fc.Arbitrary<Draft> = fc.record({
  seats: fc.record({ 'mule-1': seat, 'mule-2': seat, 'mule-3': seat, 'mule-4': seat }),
  multicast: fc.record({ 'clu-a': fc.boolean(), 'clu-b': fc.boolean() }),
  groups: fc.subarray([...GROUPS]),
  applications,
});

/** As likely to be large as small: the numbers choose, they do not measure. */
const number = fc.noBias(fc.nat(11));
const choice = fc.record({ a: number, b: number, c: number });
const mutation = fc.tuple(fc.noBias(fc.nat(MUTATIONS.length - 1)), choice);

const mutated = fc
  .tuple(draft, fc.array(mutation, { minLength: 3, maxLength: 5 }))
  .map(([live, mutations]): readonly [Draft, Draft] => [
    live,
    mutations.reduce((on, [kind, numbers]) => MUTATIONS[kind]?.(on, numbers) ?? on, live),
  ]);

const someServer = fc.constantFrom(...SERVERS);

export const oracleCase: fc.Arbitrary<OracleCase> = fc
  .record({
    drafts: fc.oneof({ arbitrary: mutated, weight: 5 }, { arbitrary: fc.tuple(draft, draft), weight: 1 }),
    away: fc.oneof({ arbitrary: fc.constant(null), weight: 2 }, { arbitrary: someServer, weight: 1 }),
    absent: fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, { arbitrary: someServer, weight: 1 }),
    luck: fc.array(fc.noBias(fc.nat(7)), { minLength: 12, maxLength: 12 }),
    prune: fc.constantFrom('owned', 'owned', 'owned', 'none'),
  })
  .map(({ drafts: [before, after], away, absent, luck, prune }) => {
    const [live, desired] = [estateOf(before), estateOf(after)];
    const servers = serversOf(live, desired, { away, absent });
    return caseOf({ servers, live, desired, recorded: recordedOf(live, desired, { luck, prune }), prune });
  });

export function caseOf(input: ProblemInput): OracleCase {
  const { live, desired, recorded, prune } = input;
  const owned = recorded.map((subject) => resourceKeyOf(live, subject));
  return { world: worldOf(input), files: filesOf(desired, prune), owned, prune, problem: problemOf(input) };
}

interface Missing {
  readonly away: ServerName | null;
  readonly absent: ServerName | null;
}

/** A server may be absent when nothing live knows it and no cluster stands on it alone. */
function serversOf(live: Estate, desired: Estate, { away, absent }: Missing): Record<string, boolean> {
  const isUsed = (name: string): boolean =>
    Object.values(live.places).some(({ members }) => name in members) ||
    Object.keys(live.applications).some((address) => address.endsWith(`@${name}`));
  const isNeeded = (name: string): boolean =>
    CLUSTERS.some((place) => Object.keys(desired.places[place]?.members ?? {}).join() === name);
  const inUnicast = (name: string): boolean =>
    Object.values(live.places).some(({ form, members }) => form === 'unicast' && name in members);
  const names = SERVERS.filter((name) => name !== absent || isUsed(name) || isNeeded(name));
  return Object.fromEntries(names.map((name) => [name, name !== away || inUnicast(name)]));
}

interface Recording {
  readonly luck: readonly number[];
  readonly prune: 'none' | 'owned';
}

/**
 * One in eight live resources is nobody's. Without pruning only what is still declared is recorded: a recorded
 * application that is declared elsewhere would be a move, which deletes it whatever `prune` says.
 */
function recordedOf(live: Estate, desired: Estate, { luck, prune }: Recording): readonly string[] {
  const subjects = [...Object.keys(live.places), ...Object.keys(live.applications)];
  const ours = subjects.filter((_, index) => luck[index % luck.length] !== 0);
  if (prune === 'owned') return ours;
  return ours.filter((subject) => subject in desired.places || subject in desired.applications);
}
