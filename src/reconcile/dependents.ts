/** What of a plan cannot go where some of its changes do not. */
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import { LateId } from '../model/late-id.ts';
import type { Plan } from '../model/plan.ts';
import { identityOf, placeKey } from '../model/resource.ts';

/** Whether anything is sent for it. */
export function isActive({ calls, through }: Change): boolean {
  return calls.length + through.length > 0;
}

/**
 * And what waits for a call of theirs, comes in a later wave, or goes the other half of a server's way, and so on.
 * Each with the one that it goes with.
 */
export function withDependents(plan: Plan, first: ReadonlyMap<Change, unknown>): ReadonlyMap<Change, Change> {
  const held = new Map<Change, Change>([...first.keys()].filter(isActive).map((change) => [change, change]));
  const byId = new Map(plan.calls.map((call) => [call.id, call]));
  for (;;) {
    const ties = tiesOf(held, byId);
    const more = plan.changes.flatMap((change): readonly (readonly [Change, Change])[] => {
      if (!isActive(change) || held.has(change)) return [];
      const found = leaderOf(change, ties, byId);
      return found === undefined ? [] : [[change, found]];
    });
    if (more.length === 0) return held;
    for (const [change, found] of more) held.set(change, found);
  }
}

/** What is tied to the changes that are held, each to one of those that were held first. */
interface Ties {
  /** The calls that are not sent. */
  readonly calls: ReadonlyMap<string, Change>;
  /** The calls of others that would bring a held change about all the same. */
  readonly through: ReadonlyMap<string, Change>;
  /** The places that would take a held change down with them, and could not have it made again. */
  readonly places: ReadonlyMap<string, Change>;
  /** The servers that do not arrive. */
  readonly arrivals: ReadonlyMap<string, Change>;
  /** Target → the first wave that has lost a call, and so will not be finished. */
  readonly waves: ReadonlyMap<string, { readonly wave: number; readonly first: Change }>;
}

function tiesOf(held: ReadonlyMap<Change, Change>, byId: ReadonlyMap<string, Call>): Ties {
  const calls = new Map<string, Change>();
  const through = new Map<string, Change>();
  const places = new Map<string, Change>();
  const arrivals = new Map<string, Change>();
  const waves = new Map<string, { readonly wave: number; readonly first: Change }>();
  for (const [change, first] of held) {
    for (const id of change.through) through.set(id, first);
    const { place } = identityOf(change.key);
    const goesDown = change.cause === 'dependency' && !change.isCopy;
    if (goesDown && place !== null) places.set(`${change.target} ${placeKey(place)}`, first);
    for (const id of change.calls) {
      calls.set(id, first);
      const call = byId.get(id);
      if (call === undefined) continue;
      for (const server of arrivingServers(call)) arrivals.set(server, first);
      const { target, wave } = call;
      if (wave < (waves.get(target)?.wave ?? Number.POSITIVE_INFINITY)) waves.set(target, { wave, first });
    }
  }
  return { calls, through, places, arrivals, waves };
}

/** The held change that another one cannot go without, or that would not be left alone if that went. */
function leaderOf(change: Change, ties: Ties, byId: ReadonlyMap<string, Call>): Change | undefined {
  const lost = change.through.map((id) => ties.calls.get(id)).find(isThere);
  const found = lost ?? ties.places.get(`${change.target} ${change.key}`);
  if (found !== undefined) return found;
  const calls = change.calls.flatMap((id) => byId.get(id) ?? []);
  return calls.map((call) => leaderOfCall(call, ties)).find(isThere);
}

function leaderOfCall(call: Call, ties: Ties): Change | undefined {
  const unfinished = ties.waves.get(call.target);
  return (
    ties.through.get(call.id) ??
    call.waitsFor.map((id) => ties.calls.get(id)).find(isThere) ??
    (unfinished !== undefined && call.wave > unfinished.wave ? unfinished.first : undefined) ??
    // A move is whole: a server that may not arrive does not leave.
    leavingServers(call)
      .map((server) => ties.arrivals.get(server))
      .find(isThere)
  );
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function leavingServers({ target, goals }: Call): readonly string[] {
  return goals.flatMap((goal) =>
    goal.until === 'member' && goal.placeId === null ? goal.serverIds.map((id) => `${target} ${id}`) : [],
  );
}

/** Those that join, and those that a new group or cluster is made of: these stand in its body alone. */
function arrivingServers({ target, goals, creates, body }: Call): readonly string[] {
  const joining = goals.flatMap((goal) =>
    goal.until === 'member' && goal.placeId !== null ? goal.serverIds : [],
  );
  const founding = creates !== null && body.type === 'json' ? numbersIn(body.value) : [];
  return [...joining, ...founding].map((id) => `${target} ${id}`);
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || value instanceof LateId) return [];
  return Object.values(value).flatMap(numbersIn);
}
