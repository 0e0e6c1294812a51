/**
 * Reads the log of a service and lets no turn pass that it cannot explain: why it was had, when, and what it came to.
 * It knows the rules of the loop and nothing of how they are kept.
 */
import type { LogLine } from '../support/service.ts';
import { TARGETS, type Target } from './estate.ts';

export const INTERVAL = 300_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
/** Turns that wait move the clock themselves, past what is due meanwhile. */
const LATE = 60_000;

/** What a turn may come to; `waits`: nothing but somebody's asking starts another one. */
export type Expected =
  | 'in_sync'
  | 'applied'
  | 'applied, waits'
  | 'pending'
  | 'partial, waits'
  | 'failed'
  | 'failed, waits'
  | 'refused, waits';

export interface Ended {
  readonly trigger: string;
  readonly outcome: string;
  readonly commit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly next: { readonly at: number; readonly trigger: string } | null;
}

/** One target, as its turns leave it. */
export interface Traced {
  /** Why the turn that goes on was begun; null between turns. */
  running: string | null;
  last: Ended | null;
  /** Turns in a row that did not go well. */
  failures: number;
  lastSuccess: number | null;
  /** All that it had. */
  readonly turns: Ended[];
  /** Seconds that turns took, by outcome. */
  readonly seconds: { readonly outcome: string; readonly took: number }[];
}

/** A turn of this target has ended on this commit: what must it have come to? Asked once for each turn. */
export type Expecting = (target: Target, commit: string) => readonly Expected[];

export interface TurnJudge {
  hear(line: LogLine): void;
  /** So many turns of each target may follow because somebody asked. */
  allow(trigger: 'hook' | 'signal', turns: number): void;
  /** None that was allowed is left over for later. */
  allowNoMore(): void;
  of(target: Target): Traced;
  /** The commit that is followed; null before the first. */
  commit(): string | null;
  /** Turns of all targets. */
  count(): number;
  /** What it cannot explain. */
  readonly objections: readonly string[];
}

export function createTurnJudge(expecting: Expecting): TurnJudge {
  const traces = new Map(TARGETS.map((target) => [target, newTrace()]));
  const objections: string[] = [];
  let followed: string | null = null;
  /** Targets that have had no turn because of the newest commit. */
  let unturned = new Set<Target>();
  const allowed = new Map<string, number>();
  const of = (target: Target): Traced => traces.get(target) ?? newTrace();

  const why = (trace: Traced, target: Target, trigger: string, at: number): string | null => {
    switch (trigger) {
      case 'start':
        return trace.last === null ? null : 'it has started already';
      case 'commit':
        return unturned.has(target) ? null : 'there is no new commit';
      case 'hook':
      case 'signal': {
        const left = (allowed.get(`${target} ${trigger}`) ?? 0) - 1;
        allowed.set(`${target} ${trigger}`, left);
        return left >= 0 ? null : 'so many turns nobody asked for';
      }
      default: {
        const next = trace.last?.next ?? null;
        if (next?.trigger !== trigger) return `${next?.trigger ?? 'nothing'} was to come`;
        return at >= next.at && at <= next.at + LATE ? null : `it was due at ${isoOf(next.at)}`;
      }
    }
  };
  const begin = (line: LogLine, target: Target): void => {
    const [trace, trigger, at] = [of(target), line.trigger ?? '', Date.parse(line.time)];
    const objection = trace.running === null ? why(trace, target, trigger, at) : 'another turn goes on';
    if (objection !== null)
      objections.push(`${target} has a turn at ${line.time} (${trigger}): ${objection}`);
    if (trigger === 'commit') unturned.delete(target);
    trace.running = trigger;
  };
  const end = (line: LogLine, target: Target): void => {
    const trace = of(target);
    const { outcome = '', commit, trigger = '', milliseconds = 0, next } = line;
    const at = Date.parse(line.time);
    const allowedOutcomes = expecting(target, commit ?? '');
    const isFine = ['in_sync', 'applied', 'pending'].includes(outcome);
    trace.failures = isFine ? 0 : trace.failures + 1;
    if (isFine) trace.lastSuccess = at;
    const coming = next == null ? null : { at: Date.parse(next.at), trigger: next.trigger };
    trace.last = { trigger, outcome, commit: commit ?? '', at, next: coming };
    trace.turns.push(trace.last);
    trace.seconds.push({ outcome, took: milliseconds / 1_000 });
    trace.running = null;
    const found = `${outcome}${coming === null ? ', waits' : ''}`;
    if (!(allowedOutcomes as readonly string[]).includes(found))
      objections.push(
        `${target} at ${line.time}: ${found}, not ${allowedOutcomes.join(' or ')}: ${line.msg}`,
      );
    const pause = coming === null ? null : badPause(coming, at, trace.failures);
    if (pause !== null) objections.push(`${target} at ${line.time}: ${pause}`);
  };
  return {
    hear(line) {
      if (line.msg === 'a revision is taken') {
        followed = line.commit ?? '';
        unturned = new Set(TARGETS);
      }
      const target = TARGETS.find((one) => one === line.target);
      if (target === undefined) return;
      if (line.msg === 'the turn begins') begin(line, target);
      if (line.outcome !== undefined) end(line, target);
    },
    allow(trigger, turns) {
      for (const target of TARGETS) allowed.set(`${target} ${trigger}`, turns);
    },
    allowNoMore: () => allowed.clear(),
    of,
    commit: () => followed,
    count: () => [...traces.values()].reduce((sum, { turns }) => sum + turns.length, 0),
    objections,
  };
}

function newTrace(): Traced {
  return { running: null, last: null, failures: 0, lastSuccess: null, turns: [], seconds: [] };
}

/** Null: as the rules have it. Whoever asked meanwhile is served at once. */
function badPause(
  { at, trigger }: { at: number; trigger: string },
  ended: number,
  failures: number,
): string | null {
  const pause = at - ended;
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  switch (trigger) {
    case 'interval':
      return failures === 0 && pause >= 0.9 * INTERVAL && pause <= 1.1 * INTERVAL
        ? null
        : `an interval of ${pause} ms after ${failures} failures`;
    case 'retry':
      return failures > 0 && pause >= 0.8 * longest && pause <= longest
        ? null
        : `a pause of ${pause} ms after ${failures} failures`;
    default:
      return pause === 0 ? null : `a turn (${trigger}) is foretold in ${pause} ms`;
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
