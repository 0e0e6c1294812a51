import { readSource } from '../git/read-source.ts';
import type { RequestTrace } from '../http/transport.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { RecordStore } from '../model/record.ts';
import type { Source } from '../model/source.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import type { DesiredTarget } from '../model/target.ts';
import { type BoundTarget, type PlanningSettings, planTargets } from '../reconcile/plan-targets.ts';
import { excludes, formsOf } from '../reconcile/select.ts';
import { type AllowOptions, allowancesOf } from './allow-options.ts';
import type { Access, Connected } from './connect.ts';
import { connectAll, namingItsTarget } from './connect-all.ts';
import { assertWritable, hasErrors, ownFiles, writeDiagnostics } from './console-output.ts';
import type { EventStream } from './event-stream.ts';
import { commandsOf, noCommands } from './exec-options.ts';
import type { Io } from './io.ts';
import { judge } from './judge.ts';
import { knownArchives } from './known-files.ts';
import { holdsOf, leaveForLater } from './leave-for-later.ts';
import { assertExcluded, type Loaded, load, narrow, type Rules } from './load.ts';
import type { RunNotes } from './notifications.ts';
import { openArtifacts } from './open-artifacts.ts';
import { type OpenedRecord, openRecord } from './open-record.ts';
import { type LiveOptions, type OpenedSnapshot, openSnapshot } from './open-snapshot.ts';
import type { PlanOptions, SelectionOptions } from './options.ts';
import { requestLog } from './request-log.ts';
import { sinksOf } from './sinks-of.ts';
import { stoppable } from './stoppable.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly targets: readonly DesiredTarget[];
  readonly rules: Rules;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly record: OpenedRecord;
  /** Milliseconds from the first request to the plan. */
  readonly elapsed: number;
}

export interface PlanRequest {
  readonly access: Access;
  readonly io: Io;
  readonly events: EventStream;
  /** For who is told of it afterwards. Left out by whoever tells nobody. */
  readonly notes?: RunNotes;
}

/** All that a plan is made from, but what is live. The loop makes the plans of many turns from one. */
export interface PlanBasis {
  readonly targets: readonly DesiredTarget[];
  readonly rules: Rules;
  /** What else there is to say of the manifests; no error is among it. */
  readonly diagnostics: readonly Diagnostic[];
  /** May still be read while the services are asked. */
  readonly source: Source | Promise<Source>;
  readonly record: OpenedRecord;
  /** What was found out about local archives. */
  readonly archives: StampedValues;
  /** Null: the services are asked. */
  readonly snapshot: OpenedSnapshot | null;
}

/**
 * Load, observe, plan, and then whatever `use` does with it; connections are closed afterwards. The same for
 * `plan` and `apply`, which differ in `access` alone up to here.
 *
 * @returns null when the manifests, or what is live, have errors: they were written to stderr
 */
export async function withPlan(
  paths: readonly string[],
  options: PlanOptions & LiveOptions & { readonly plan?: string },
  request: PlanRequest,
  use: (made: MadePlan) => Promise<number>,
): Promise<number | null> {
  const manifests = await readManifests(paths, options, request);
  if (manifests === null) return null;
  const { io, events, notes } = request;
  const targets = narrow(manifests.targets, options);
  notes?.know({ targets });
  const output = sinksOf(options.output, targets);
  assertWritable(output, io);
  const snapshot = await snapshotFor(paths, targets, options, io);
  const record = snapshot?.record ?? (await openRecord(paths, targets, options, io));
  const source = begun(
    readSource(record.repository, ownFiles({ ...options, output }, io)).then((read) => {
      notes?.know({ source: read });
      return read;
    }),
  );
  const basis = { ...manifests, targets, source, record, snapshot, archives: knownArchives(io) };
  const planning = { ...request, flipping: 'healed' as const, trace: await requestLog(options, io) };
  return planFrom(basis, options, planning, async (made) => {
    const { plan } = made;
    notes?.know({ plan });
    assertExcluded(options.exclude, () => addressesIn(plan));
    writeDiagnostics(plan.diagnostics, options, io);
    if (!hasErrors(plan.diagnostics)) return use(made);
    events.diagnostics(plan.diagnostics);
    return null;
  });
}

export interface PlanningRequest extends Pick<PlanningSettings, 'flipping'> {
  readonly access: Access;
  readonly io: Io;
  readonly trace: (trace: RequestTrace) => void;
}

type PlanningOptions = SelectionOptions &
  AllowOptions &
  Pick<PlanOptions, 'all' | 'parallelism' | 'ignoreWindows'>;

/** Observe and plan, and whatever `use` does with it while there are connections. What is live may have errors. */
export async function planFrom<Result>(
  basis: PlanBasis,
  options: PlanningOptions,
  request: PlanningRequest,
  use: (made: MadePlan) => Promise<Result>,
): Promise<Result> {
  const { targets, rules, record, snapshot } = basis;
  const { io, trace, flipping } = request;
  const started = io.clock.now();
  const planning = stoppable(io);
  const artifacts = openArtifacts(io, { trace, stop: planning.stop, known: basis.archives });
  const connections: Connected<Provider>[] = [];
  try {
    const { plan, providers } = await planning.run(async () => {
      const ahead = { ...record, store: readAhead(record.store, targets) };
      const reading = begun(holdsOf(targets, record.holds, io));
      const asking = { ...request, ...options, artifacts, stop: planning.stop };
      if (snapshot === null) connections.push(...(await connectAll(targets, asking)));
      const asked = snapshot?.providers ?? connections.map(({ thing }) => thing);
      const source = await basis.source;
      const [made, holds] = await Promise.all([
        planTargets(bind(targets, asked, record, options), {
          ...settingsOf(ahead, options, io),
          source,
          flipping,
          snapshot: snapshot?.source ?? null,
          commit: source.commit,
          diagnostics: [...basis.diagnostics, ...(snapshot?.diagnostics ?? [])],
        }),
        reading,
      ]);
      const left = leaveForLater(made, { targets, holds }, options, io);
      return { plan: judge(left, rules, io), providers: asked };
    });
    const byTarget = new Map(providers.map((one) => [one.target, one]));
    return await use({
      plan,
      targets,
      rules,
      providers: byTarget,
      record,
      elapsed: io.clock.now() - started,
    });
  } finally {
    basis.archives.save();
    // Whoever is told of a failure is told of which commit.
    await Promise.allSettled([basis.source]);
    await Promise.all([...connections, artifacts].map((one) => one.close()));
  }
}

/** Git is asked while others are: whoever needs the answer hears what went wrong, if anybody comes to need it. */
function begun<Value>(work: Promise<Value>): Promise<Value> {
  work.catch(() => {});
  return work;
}

/** The same store, which has begun to read what it will be asked for. */
function readAhead(store: RecordStore, targets: readonly DesiredTarget[]): RecordStore {
  const reading = new Map(targets.map(({ name }) => [name, begun(store.load(name))]));
  return { ...store, load: (target) => reading.get(target) ?? store.load(target) };
}

/** Null when they have errors, which were told. */
async function readManifests(
  paths: readonly string[],
  options: PlanOptions & LiveOptions,
  { io, events }: PlanRequest,
): Promise<Loaded | null> {
  const commands =
    options.live === undefined ? commandsOf(options) : noCommands('--live runs no command', options);
  const loaded = await load(paths, io, commands);
  // Whom to ask, nobody need say who asks nobody.
  const diagnostics = openQuestions(loaded).filter(
    ({ code }) => options.live === undefined || code !== 'target_incomplete',
  );
  if (!hasErrors(diagnostics)) return { ...loaded, diagnostics };
  writeDiagnostics(diagnostics, options, io);
  events.diagnostics(diagnostics);
  return null;
}

/** What the manifests leave to be said. Whether a permission exists is the console's to say, who is asked. */
export function openQuestions({ diagnostics }: Loaded): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => code !== 'unknown_permission');
}

async function snapshotFor(
  paths: readonly string[],
  targets: readonly DesiredTarget[],
  { live, publicKey }: LiveOptions,
  io: Io,
): Promise<OpenedSnapshot | null> {
  return live === undefined ? null : openSnapshot({ paths, targets, publicKey, file: live }, io);
}

function settingsOf(
  { store, fileOf, shownFile }: OpenedRecord,
  options: AllowOptions & Pick<PlanOptions, 'all'>,
  { clock }: Io,
): Pick<PlanningSettings, 'store' | 'fileOf' | 'shownFile' | 'now' | 'allowances' | 'all'> {
  return {
    store,
    fileOf,
    shownFile,
    now: clock.now(),
    allowances: allowancesOf(options),
    all: options.all === true,
  };
}

function bind(
  targets: readonly DesiredTarget[],
  providers: readonly Provider[],
  { coverageOf }: OpenedRecord,
  { only, exclude, selector }: SelectionOptions,
): readonly BoundTarget[] {
  const whole = only.length === 0 && selector.length === 0;
  return targets.flatMap((desired) => {
    const provider = providers.find(({ target }) => target === desired.name);
    if (provider === undefined) return [];
    const scope = {
      covers: coverageOf(desired),
      whole,
      includes: (key: string) => !excludes(desired.name, key, exclude),
    };
    return [{ desired, provider: namingItsTarget(provider, desired), scope }];
  });
}

/** Every address, in every form, that the plan has a word for. */
function addressesIn({ addresses, unmanaged }: Plan): readonly string[] {
  const named = Object.entries(addresses).flatMap(([scoped, short]) => {
    const at = scoped.indexOf(' ');
    return [short, ...formsOf(scoped.slice(0, at), scoped.slice(at + 1))];
  });
  return [...named, ...unmanaged];
}
