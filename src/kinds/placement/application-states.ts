/** What runs on a group before its change and after it, which is what a server that leaves would take along. */
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import type { Fact, World } from '../../model/draft.ts';
import { fact } from '../../model/facts.ts';
import type { LiveResource, ResourceKey } from '../../model/resource.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../../model/spec-value.ts';
import type { Question } from './blocks.ts';
import { isGoing, isOurs } from './ownership.ts';

/** An application's state, as far as a copy has it, too. */
export interface RunState {
  readonly artifact: SpecObject;
  readonly status: 'STARTED' | 'STOPPED';
  /** Undefined: nobody knows them. */
  readonly properties: SpecValue | undefined;
}

/** How far the change of an application has come. */
export interface Stage {
  /** Null: it is not there. */
  readonly state: RunState | null;
  /** What the call gives that leads here; null at the start. */
  readonly reached: Fact | null;
}

/** One application of a group, as a server sees it that leaves at some stage of its change. */
export interface HostedApplication {
  readonly key: ResourceKey;
  readonly name: string;
  /** At least one: as it is now. */
  readonly stages: readonly [Stage, ...Stage[]];
  /** It is deleted, or moves elsewhere. */
  readonly goes: boolean;
  /** Whether copies of it may be deleted. */
  readonly disposable: boolean;
}

export function hostedBy(place: ResourceKey, question: Question): readonly HostedApplication[] {
  const { world } = question;
  const live = world.liveAt(place).map((one) => hosted(one, question));
  const created = world.declaredAt(place).flatMap((one): readonly HostedApplication[] => {
    if (one.live !== null || !isActive(one) || question.blocks.deploys.has(one.key)) return [];
    const { key, desired } = one;
    const stages = [{ state: null, reached: null }, ...changesOf(one, true)] as const;
    return [{ key, name: desired.identity.name, stages, goes: false, disposable: world.prunes }];
  });
  return [...live, ...created];
}

function hosted(live: LiveResource, question: Question): HostedApplication {
  const { world } = question;
  const { key } = live;
  const now: Stage = { state: liveState(live, world), reached: null };
  const disposable = world.prunes && isOurs(live, question);
  const base = { key, name: live.identity.name, disposable };
  if (isGoing(live, question)) {
    return { ...base, goes: true, stages: [now, { state: null, reached: fact.gone(key) }] };
  }
  const comparison = world.comparison(key);
  const updates = comparison?.desired != null && isActive(comparison) && comparison.action === 'update';
  const sends = updates && comparison.fields.some(({ path }) => path !== 'spec.desiredStatus');
  const changes = updates ? changesOf(comparison, sends && now.state?.status === 'STARTED') : [];
  return { ...base, goes: false, stages: [now, ...changes] };
}

/** What is to be stopped runs in between, once it has been sent: deployed applications start. */
function changesOf(comparison: DeclaredComparison, starts: boolean): readonly Stage[] {
  const state = wantedState(comparison);
  const { key } = comparison;
  const done = { state, reached: fact.changed(key) };
  if (state.status === 'STARTED' || !starts) return [done];
  return [{ state: { ...state, status: 'STARTED' }, reached: fact.deployed(key) }, done];
}

/** As it will be: what is declared, and what is live where nothing is. */
function wantedState(comparison: DeclaredComparison): RunState {
  const { desired, live } = comparison;
  const { artifact, desiredStatus, properties } = desired.spec;
  return {
    artifact: isSpecObject(artifact) ? artifact : artifactOf(live),
    status: (desiredStatus ?? live?.spec.desiredStatus) === 'STOPPED' ? 'STOPPED' : 'STARTED',
    properties: properties ?? knownProperties(comparison),
  };
}

function liveState(live: LiveResource, world: World): RunState {
  const comparison = world.comparison(live.key) ?? world.moveOf(live.key);
  const recorded = comparison?.recorded?.spec.artifact;
  const exchange = isSpecObject(recorded) ? recorded.exchange : undefined;
  return {
    artifact: { ...artifactOf(live), ...(exchange === undefined ? {} : { exchange }) },
    status: live.spec.desiredStatus === 'STOPPED' ? 'STOPPED' : 'STARTED',
    properties: comparison === undefined ? undefined : knownProperties(comparison),
  };
}

function artifactOf(live: LiveResource | null): SpecObject {
  const artifact = live?.spec.artifact;
  return isSpecObject(artifact) ? artifact : {};
}

/** What was sent last: declared and not different, or recorded. */
function knownProperties(comparison: NonNullable<ReturnType<World['comparison']>>): SpecValue | undefined {
  const { desired, recorded, fields, unknown } = comparison;
  const path = 'spec.properties';
  const unchanged = !unknown.includes(path) && !fields.some((field) => field.path === path);
  if (desired !== null && comparison.live !== null && unchanged) return desired.spec.properties;
  return recorded?.spec.properties;
}
