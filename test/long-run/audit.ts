/** What can be seen of a service, held against its log and that of the services. */
import { expect } from 'vitest';
import { isoTime } from '../../src/model/iso-time.ts';
import type { LoggedRequest } from '../support/bench.ts';
import type { Driven } from './driven-service.ts';
import { kindOfWrite, plainWrite, TARGETS, type Target } from './estate.ts';
import { readMetrics, samplesOf } from './metrics-text.ts';
import type { TurnJudge } from './turn-judge.ts';

/** How many reads a turn has under way at once. */
const MOST_READS = 6;

export interface Seen {
  readonly driven: Driven;
  /** All that it asked of the services. */
  readonly rows: readonly LoggedRequest[];
  /** How many more of its requests nobody answered. */
  readonly dropped: number;
  /** What it was posted, by what had to become of it. */
  readonly hooks: Readonly<Record<string, number>>;
}

export async function auditMetrics({ driven, rows, dropped, hooks }: Seen, about: string): Promise<void> {
  const { judge, now } = driven;
  const asked = now();
  const samples = readMetrics((await driven.get('/metrics')).text);
  const answered = now();
  const of = (name: string) => samplesOf(samples, `muleteer_${name}`);
  const ended = TARGETS.flatMap((target) =>
    judge.of(target).turns.map(({ outcome }) => `${target} ${outcome}`),
  );
  expect(of('turns_total'), `${about}: turns`).toEqual(counted(ended));
  const seconds = TARGETS.flatMap((target) => judge.of(target).seconds);
  expect(of('turn_duration_seconds_count'), about).toEqual(counted(seconds.map(({ outcome }) => outcome)));
  const took = Object.values(of('turn_duration_seconds_sum')).reduce((sum, one) => sum + one, 0);
  expect(took, `${about}: durations`).toBeCloseTo(
    seconds.reduce((sum, one) => sum + one.took, 0),
    3,
  );
  const failed = ended.filter((one) => one.endsWith(' failed')).length;
  auditRequests(of('requests_total'), { rows, dropped, failed }, about);
  expect(of('hooks_total'), `${about}: hooks`).toEqual(hooks);
  const kinds = rows.filter(isWrite).map(({ method, path }) => kindOfWrite(plainWrite({ method, path })));
  expect(byKind(of('calls_total')), `${about}: calls`).toEqual(counted(kinds));
  for (const target of TARGETS) auditGauges(target, { of, judge, asked, answered }, about);
  expect(of('revision_info')).toEqual({ [judge.commit() ?? '']: 1 });
}

interface Gauged {
  readonly of: (name: string) => Readonly<Record<string, number>>;
  readonly judge: TurnJudge;
  /** The answer is of some moment from here to there: a request that was given up may still sit out its pause. */
  readonly asked: number;
  readonly answered: number;
}

/** Seconds. */
const HARDLY = 0.005;

function auditGauges(target: Target, { of, judge, asked, answered }: Gauged, about: string): void {
  const { lastSuccess, last } = judge.of(target);
  if (lastSuccess !== null) {
    const age = of('last_success_age_seconds')[target];
    expect(age, `${about}: ${target}`).toBeGreaterThan((asked - lastSuccess) / 1_000 - HARDLY);
    expect(age, `${about}: ${target}`).toBeLessThan((answered - lastSuccess) / 1_000 + HARDLY);
  }
  const isFine = last !== null && ['in_sync', 'applied'].includes(last.outcome);
  expect(of('in_sync')[target], `${about}: ${target}`).toBe(isFine ? 1 : 0);
  if (!isFine) return;
  expect(of('drifted_resources')[target], `${about}: ${target}`).toBe(0);
  for (const status of ['planned', 'blocked', 'held', 'retained'])
    expect(of('pending_changes')[`${target} ${status}`], `${about}: ${target} ${status}`).toBe(0);
}

interface Asked extends Pick<Seen, 'rows' | 'dropped'> {
  /** How many turns failed. */
  readonly failed: number;
}

/** A turn that fails gives up what else it had asked: of a few of those nobody can tell how far they came. */
function auditRequests(
  counts: Readonly<Record<string, number>>,
  { rows, dropped, failed }: Asked,
  about: string,
): void {
  const asked = counted(rows.map(({ method, status }) => `${method} ${status}`));
  const isNone = (labels: string): boolean => labels.endsWith(' none');
  const answered = Object.fromEntries(Object.entries(counts).filter(([labels]) => !isNone(labels)));
  const unanswered = Object.entries(counts).filter(([labels]) => isNone(labels));
  const givenUp = unanswered.reduce((sum, [, count]) => sum + count, 0) - dropped;
  expect(givenUp, `${about}: requests without an answer`).toBeGreaterThanOrEqual(0);
  expect(givenUp, `${about}: requests without an answer`).toBeLessThanOrEqual(failed * MOST_READS);
  if (givenUp === 0) expect(answered, `${about}: requests`).toEqual(asked);
  for (const [labels, count] of Object.entries(asked)) {
    expect(answered[labels] ?? 0, `${about}: ${labels}`).toBeLessThanOrEqual(count);
    expect(answered[labels] ?? 0, `${about}: ${labels}`).toBeGreaterThanOrEqual(count - givenUp);
  }
}

export async function auditStatus(driven: Driven, about: string): Promise<void> {
  const { judge } = driven;
  const status = JSON.parse((await driven.get('/api/status')).text);
  expect(status.revision.commit, about).toBe(judge.commit());
  expect(status.targets, about).toMatchObject(
    TARGETS.map((target) => {
      const { last, failures, lastSuccess } = judge.of(target);
      const next = last?.next ?? null;
      const isFine = failures === 0;
      return {
        name: target,
        state: isFine ? 'idle' : next === null ? 'waiting_for_commit' : 'backing_off',
        trigger: null,
        failures,
        last: { trigger: last?.trigger, outcome: last?.outcome, commit: last?.commit },
        next: next === null ? null : { at: isoTime(next.at), trigger: next.trigger },
        last_success_at: lastSuccess === null ? null : isoTime(lastSuccess),
      };
    }),
  );
}

/** One that the services took. */
export function isWrite({ write, service, fault }: LoggedRequest): boolean {
  return write && service !== 'accounts' && fault === undefined;
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** `production ServerGroup done` → 3 of all targets, by kind; another result than `done` stays in its name. */
function byKind(calls: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [labels, count] of Object.entries(calls)) {
    const [, kind = '', result] = labels.split(' ');
    const name = result === 'done' ? kind : `${kind} ${result}`;
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
