/** What is measured, for Prometheus: counters from what the loop tells, gauges from how it stands when somebody asks. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Change } from '../model/change.ts';
import type { LoopStatus, TargetStatus } from '../model/loop-status.ts';
import { identityOf } from '../model/resource.ts';
import type { TurnResult } from '../model/turn.ts';
import type { StatusSource } from './status-board.ts';

export interface Metrics {
  readonly registry: Registry;
  /** A request to one of the services was answered, or not (null). */
  request(request: { readonly method: string; readonly status: number | null }): void;
  hook(result: string): void;
}

export interface MetricsOptions {
  readonly source: StatusSource;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Seconds: an idle turn is a few reads, a rollout takes minutes. */
const TURN_BUCKETS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800];

export function createMetrics({ source, now }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const countTurn = turnCounters(registers);
  const requests = new Counter({
    registers,
    name: 'muleteer_requests_total',
    help: 'Requests to the services, by method and status; none: nobody answered',
    labelNames: ['method', 'status'],
  });
  const hooks = new Counter({
    registers,
    name: 'muleteer_hooks_total',
    help: 'Posts to /hooks/git, by what became of them',
    labelNames: ['result'],
  });
  addGauges(registers, source, now);
  source.subscribe((event) => {
    if (event.type === 'turn_end') countTurn(event.result);
  });
  return {
    registry,
    request: ({ method, status }) => requests.inc({ method, status: status ?? 'none' }),
    hook: (result) => hooks.inc({ result }),
  };
}

function turnCounters(registers: Registry[]): (result: TurnResult) => void {
  const turns = new Counter({
    registers,
    name: 'muleteer_turns_total',
    help: 'Turns, by target and how they ended',
    labelNames: ['target', 'outcome'],
  });
  const durations = new Histogram({
    registers,
    name: 'muleteer_turn_duration_seconds',
    help: 'How long turns took, by how they ended',
    labelNames: ['outcome'],
    buckets: TURN_BUCKETS,
  });
  const calls = new Counter({
    registers,
    name: 'muleteer_calls_total',
    help: 'Calls of plans, by target, kind of resource and how they fared',
    labelNames: ['target', 'kind', 'result'],
  });
  return ({ target, outcome, startedAt, endedAt, report }) => {
    turns.inc({ target, outcome });
    durations.observe({ outcome }, (endedAt - startedAt) / 1000);
    for (const { key, result } of report?.outcomes ?? [])
      calls.inc({ target, kind: identityOf(key).kind, result });
  };
}

/** One series for each target that is followed: one that is gone has none. */
function addGauges(registers: Registry[], source: StatusSource, now: () => number): void {
  const startedAt = now();
  const gauge = (name: string, help: string, measure: (target: TargetStatus) => number): void => {
    new Gauge({
      registers,
      name,
      help,
      labelNames: ['target'],
      collect() {
        this.reset();
        for (const target of source.current().targets) this.set({ target: target.name }, measure(target));
      },
    });
  };
  gauge(
    'muleteer_in_sync',
    '1 where everything is as git says, 0 where it is not, or nobody can tell',
    ({ sync }) => (sync === 'in_sync' ? 1 : 0),
  );
  gauge(
    'muleteer_drifted_resources',
    'Resources that were changed outside git, and still are',
    ({ drift }) => drift.left,
  );
  gauge(
    'muleteer_flipping_fields',
    'Fields that are healed no more, since somebody changes them back again and again',
    ({ waits }) => waits.filter(({ reason }) => reason === 'flip').length,
  );
  gauge(
    'muleteer_last_success_age_seconds',
    'Seconds since a turn ended well, or since the service began where none did',
    ({ lastSuccessAt }) => (now() - (lastSuccessAt ?? startedAt)) / 1000,
  );
  addPending(registers, () => source.current());
  addRevision(registers, () => source.current());
}

const STATUSES: readonly Change['status'][] = ['planned', 'blocked', 'held', 'retained'];

function addPending(registers: Registry[], current: () => LoopStatus): void {
  new Gauge({
    registers,
    name: 'muleteer_pending_changes',
    help: 'Changes that are left, by target and why they are not made',
    labelNames: ['target', 'status'],
    collect() {
      this.reset();
      for (const { name, left } of current().targets) {
        const changes = (left?.changes ?? []).filter(({ action }) => action !== 'keep');
        for (const status of STATUSES) {
          this.set({ target: name, status }, changes.filter((change) => change.status === status).length);
        }
      }
    },
  });
}

function addRevision(registers: Registry[], current: () => LoopStatus): void {
  new Gauge({
    registers,
    name: 'muleteer_revision_broken',
    help: '1 while the newest revision cannot be taken',
    collect() {
      this.set(current().broken === null ? 0 : 1);
    },
  });
  new Gauge({
    registers,
    name: 'muleteer_revision_info',
    help: '1 for the commit that is followed',
    labelNames: ['commit'],
    collect() {
      this.reset();
      const commit = current().revision?.commit;
      if (typeof commit === 'string') this.set({ commit }, 1);
    },
  });
}
