/**
 * The engine's turns over real HTTP without the command line: plan, carry out, and die in the middle of it. The
 * record is in memory, or wherever the store keeps it.
 */
import { connectAll } from '../../src/commands/connect-all.ts';
import { noCommands } from '../../src/commands/exec-options.ts';
import type { Io } from '../../src/commands/io.ts';
import { load } from '../../src/commands/load.ts';
import { createMask } from '../../src/commands/mask.ts';
import { REQUEST_LIMITS } from '../../src/http/limits.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { RecordStore } from '../../src/model/record.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import type { DesiredTarget } from '../../src/model/target.ts';
import { executePlan } from '../../src/reconcile/execute-plan.ts';
import { planTargets } from '../../src/reconcile/plan-targets.ts';
import type { Bench } from './bench.ts';

export interface Turns {
  /** Target → which estate it is, as the record says it. */
  readonly estates: ReadonlyMap<string, string>;
  plan(): Promise<Plan>;
  /** Carries a plan out to its end. */
  apply(plan: Plan): Promise<ApplyReport>;
  /** As `apply`, but the process is gone right after its nth write was answered; nothing of it goes on. */
  applyAndDie(plan: Plan, calls: number): Promise<void>;
  close(): Promise<void>;
}

export interface TurnsInput {
  readonly bench: Bench;
  readonly store: RecordStore;
  /** Below the bench's folder; default: all of it. */
  readonly path?: string;
}

const NEVER = new Promise<never>(() => {});

export async function openTurns({ bench, store, path = '.' }: TurnsInput): Promise<Turns> {
  const clock = bench.clock();
  const io = processOf(bench, clock);
  const { targets, diagnostics } = await load([path], io, noCommands('a test runs none'));
  const problem = diagnostics.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new Error(problem.message);
  const stop = new AbortController().signal;
  const connections = await connectAll(targets, {
    access: 'read-write',
    io,
    trace: () => {},
    stop,
    parallelism: 8,
  });
  const providers = new Map(connections.map(({ thing }) => [thing.target, thing]));
  return {
    estates: new Map([...providers].map(([name, { estate }]) => [name, estate])),
    plan: () => planAll(targets, providers, store, clock),
    apply: (plan) => executePlan(plan, providers, options(store, clock)),
    async applyAndDie(plan, calls) {
      const mortal = mortality(calls);
      const dying = new Map([...providers].map(([name, provider]) => [name, mortal.provider(provider)]));
      const run = executePlan(plan, dying, options(mortal.store(store), mortal.clock(clock)));
      await Promise.race([run, mortal.death]);
      // What was on its way arrives all the same, though nobody hears the answer.
      await Promise.allSettled(mortal.flying);
    },
    async close() {
      await Promise.all(connections.map(({ close }) => close()));
    },
  };
}

function processOf(bench: Bench, clock: Clock): Io {
  const output = { write: () => {}, isTerminal: false, columns: 0, rows: 0 };
  return {
    cwd: bench.folder,
    env: {},
    stdout: output,
    stderr: output,
    clock,
    onCrash: () => {},
    every: () => () => {},
    after: () => () => {},
    watch: async () => async () => {},
    onHangUp: () => () => {},
    signal: new AbortController().signal,
    runner: { host: 'bench', process: 1, isAlive: () => false },
    newId: () => 'turn',
    random: () => 0.5,
    limits: REQUEST_LIMITS,
    ask: null,
    mask: createMask(),
  };
}

function planAll(
  targets: readonly DesiredTarget[],
  providers: ReadonlyMap<string, Provider>,
  store: RecordStore,
  clock: Clock,
): Promise<Plan> {
  const scope = { covers: () => true, whole: true, includes: () => true };
  const bound = targets.flatMap((desired) => {
    const provider = providers.get(desired.name);
    return provider === undefined ? [] : [{ desired, provider, scope }];
  });
  return planTargets(bound, {
    store,
    now: clock.now(),
    flipping: 'healed',
    source: { commit: null, dirty: false },
    snapshot: null,
    commit: null,
    diagnostics: [],
    fileOf: () => 'estate.yaml',
    shownFile: (file) => file,
    all: true,
    allowances: { deletes: null, updates: null, restarts: null, irreversible: null, empty: false },
  });
}

function options(store: RecordStore, clock: Clock): Parameters<typeof executePlan>[2] {
  return {
    parallelism: 8,
    timeout: 30_000,
    clock,
    every: () => () => {},
    signal: new AbortController().signal,
    record: store,
    reviewed: null,
    emit: () => {},
  };
}

/** After so many writes nothing that was begun ever comes back, as if the process were gone. */
function mortality(calls: number) {
  let left = calls;
  let die: () => void = () => {};
  const flying: Promise<unknown>[] = [];
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const alive = async <Value>(doing: () => Promise<Value>): Promise<Value> => {
    if (left <= 0) return NEVER;
    const value = await doing();
    return left <= 0 ? NEVER : value;
  };
  return {
    death,
    flying,
    provider: (provider: Provider): Provider => ({
      ...provider,
      find: (keys) => alive(() => provider.find(keys)),
      reread: (id, key) => alive(() => provider.reread(id, key)),
      look: (goals) => alive(() => provider.look(goals)),
      async send(call) {
        if (left <= 0) return NEVER;
        const sending = provider.send(call);
        flying.push(sending);
        const sent = await sending;
        left -= 1;
        if (left > 0) return sent;
        die();
        return NEVER;
      },
    }),
    store: (store: RecordStore): RecordStore => ({
      ...store,
      async begin(start) {
        const run = await store.begin(start);
        return {
          note: (progress) =>
            alive(() => {
              const noting = run.note(progress);
              flying.push(noting);
              return noting;
            }),
          end: (state, counts) => alive(() => run.end(state, counts)),
        };
      },
    }),
    clock: (clock: Clock): Clock => ({
      now: clock.now,
      sleep: (ms, signal) => alive(() => clock.sleep(ms, signal)),
    }),
  };
}
