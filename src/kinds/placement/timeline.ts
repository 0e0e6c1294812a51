/**
 * The order in which the members of groups and clusters change. Two rules shape it: a cluster never loses its last
 * server, and in a unicast cluster every change restarts the other members, so that leaving goes before joining (a
 * newcomer that is not there yet is not restarted). Found by playing it through: at every turn the first step that
 * the rules allow, leaving first. What can never be allowed is a circle, which the caller breaks by keeping somebody.
 */
import type { ResourceKey } from '../../model/resource.ts';
import type { LiveMember } from '../members.ts';
import type { Joiner, Moves } from './moves.ts';
import type { Place } from './places.ts';

/** `others`: the members that are there before and after the step, and that a unicast cluster restarts. */
export type Step =
  | {
      readonly type: 'leave';
      readonly place: Place;
      readonly member: LiveMember;
      readonly others: readonly ResourceKey[];
    }
  | {
      readonly type: 'join';
      readonly place: Place;
      readonly joiner: Joiner;
      readonly others: readonly ResourceKey[];
    }
  | { readonly type: 'unmake'; readonly place: Place; readonly others: readonly ResourceKey[] }
  | { readonly type: 'make'; readonly place: Place; readonly joiners: readonly Joiner[] };

export interface Timeline {
  readonly steps: readonly Step[];
  /** Last members whose cluster gets nobody new before they leave, in a circle. */
  readonly stuck: readonly { readonly place: Place; readonly member: LiveMember }[];
}

export interface TimelineInput {
  readonly moves: Moves;
  /** Groups and clusters that are deleted or replaced. */
  readonly unmade: ReadonlySet<ResourceKey>;
  /** Groups and clusters that are created, or replaced. */
  readonly made: ReadonlySet<ResourceKey>;
  /** Members that leave a place before it is unmade. */
  readonly early: ReadonlyMap<ResourceKey, readonly LiveMember[]>;
}

type Keepers = ReadonlyMap<ResourceKey, LiveMember>;

/** So many ways to choose who holds which cluster are tried; beyond that it is no everyday change. */
const MOST_CHOICES = 256;

export function playTimeline(input: TimelineInput): Timeline {
  let first: Timeline | null = null;
  let tried = 0;
  for (const keepers of keeperChoices(input)) {
    const timeline = play(input, keepers);
    if (timeline.stuck.length === 0) return timeline;
    first ??= timeline;
    tried += 1;
    if (tried >= MOST_CHOICES) break;
  }
  return first ?? { steps: [], stuck: [] };
}

/** A place while its members change. */
interface Scene {
  readonly place: Place;
  readonly present: Set<ResourceKey>;
  readonly leaving: LiveMember[];
  readonly joining: Joiner[];
  /** The last old member, which holds the cluster until somebody new is there. */
  keeper: LiveMember | null;
  unmakes: boolean;
  makes: boolean;
}

type Turn = (scene: Scene, busy: Set<ResourceKey>) => Step | null;

/** The first turn that has a step goes; within a turn, the places in their order. */
const TURNS: readonly Turn[] = [leave, letKeeperGo, unmake, takeOver, make, join];

function play(input: TimelineInput, keepers: Keepers): Timeline {
  const scenes = openScenes(input, keepers);
  const busy = new Set(input.moves.homes.keys());
  const steps: Step[] = [];
  for (let step = nextStep(scenes, busy); step !== null; step = nextStep(scenes, busy)) steps.push(step);
  const stuck = scenes.flatMap(({ place, keeper }) => (keeper === null ? [] : [{ place, member: keeper }]));
  return { steps, stuck };
}

function nextStep(scenes: readonly Scene[], busy: Set<ResourceKey>): Step | null {
  for (const turn of TURNS) {
    for (const scene of scenes) {
      const step = turn(scene, busy);
      if (step !== null) return step;
    }
  }
  return null;
}

function openScenes({ moves, unmade, made, early }: TimelineInput, keepers: Keepers): readonly Scene[] {
  const scenes = moves.places.map((place): Scene => {
    const keeper = keepers.get(place.key) ?? null;
    const leaving = [...(moves.leavers.get(place.key) ?? early.get(place.key) ?? [])];
    return {
      place,
      present: new Set(place.there.map(({ key }) => key)),
      leaving: leaving.filter((one) => one !== keeper),
      joining: [...(moves.joiners.get(place.key) ?? [])],
      keeper,
      unmakes: unmade.has(place.key),
      makes: made.has(place.key),
    };
  });
  return scenes.filter(
    ({ leaving, joining, keeper, unmakes, makes }) =>
      leaving.length > 0 || joining.length > 0 || keeper !== null || unmakes || makes,
  );
}

function leave({ leaving, present, place }: Scene, busy: Set<ResourceKey>): Step | null {
  const member = leaving.shift();
  if (member === undefined) return null;
  present.delete(member.key);
  busy.delete(member.key);
  return { type: 'leave', place, member, others: [...present] };
}

function letKeeperGo(scene: Scene, busy: Set<ResourceKey>): Step | null {
  const { keeper, present } = scene;
  if (keeper === null || present.size < 2) return null;
  scene.keeper = null;
  scene.leaving.push(keeper);
  return leave(scene, busy);
}

function unmake(scene: Scene, busy: Set<ResourceKey>): Step | null {
  if (!scene.unmakes) return null;
  scene.unmakes = false;
  const others = [...scene.present];
  for (const key of others) busy.delete(key);
  scene.present.clear();
  return { type: 'unmake', place: scene.place, others };
}

function takeOver(scene: Scene, busy: Set<ResourceKey>): Step | null {
  return scene.keeper === null ? null : joinOne(scene, busy);
}

function make(scene: Scene, busy: Set<ResourceKey>): Step | null {
  const { joining, place, present } = scene;
  if (!scene.makes || scene.unmakes || joining.some(({ key }) => busy.has(key))) return null;
  scene.makes = false;
  const joiners = joining.splice(0);
  for (const { key } of joiners) {
    busy.add(key);
    present.add(key);
  }
  return { type: 'make', place, joiners };
}

function join(scene: Scene, busy: Set<ResourceKey>): Step | null {
  return scene.keeper !== null || scene.makes ? null : joinOne(scene, busy);
}

function joinOne({ joining, present, place }: Scene, busy: Set<ResourceKey>): Step | null {
  const index = joining.findIndex(({ key }) => !busy.has(key));
  const [joiner] = index < 0 ? [] : joining.splice(index, 1);
  if (joiner === undefined) return null;
  const others = [...present];
  busy.add(joiner.key);
  present.add(joiner.key);
  return { type: 'join', place, joiner, others };
}

/** The best guess first: a member that no other cluster waits for. */
function* keeperChoices({ moves }: TimelineInput): Generator<Keepers> {
  const hungry = moves.places.filter(
    ({ key, kind, there }) =>
      kind === 'Cluster' && there.length > 0 && moves.leavers.get(key)?.length === there.length,
  );
  const names = new Set(hungry.map(({ key }) => key));
  const wantedBy = ({ key }: LiveMember): boolean => names.has(moves.destinations.get(key)?.key ?? '');
  const options = hungry.map(({ key }) => {
    const leavers = moves.leavers.get(key) ?? [];
    return [...leavers].sort((a, b) => Number(wantedBy(a)) - Number(wantedBy(b)));
  });
  const picks = hungry.map(() => 0);
  for (;;) {
    yield new Map(hungry.map(({ key }, index) => [key, pick(options[index] ?? [], picks[index] ?? 0)]));
    const turn = picks.findIndex((at, index) => at + 1 < (options[index]?.length ?? 0));
    if (turn < 0) return;
    for (let index = 0; index < turn; index += 1) picks[index] = 0;
    picks[turn] = (picks[turn] ?? 0) + 1;
  }
}

function pick(leavers: readonly LiveMember[], at: number): LiveMember {
  const found = leavers[at];
  if (found === undefined) throw new RangeError('a cluster that loses all its members has at least one');
  return found;
}
