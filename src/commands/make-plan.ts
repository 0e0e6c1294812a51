import { readSource } from '../git/read-source.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredTarget } from '../model/target.ts';
import { type BoundTarget, planTargets, type TurnSettings } from '../reconcile/plan-targets.ts';
import { excludes, formsOf } from '../reconcile/select.ts';
import { allowancesOf } from './allow-options.ts';
import type { Access, Connected } from './connect.ts';
import { connectAll, namingItsTarget } from './connect-all.ts';
import { assertWritable, hasErrors, ownFiles, writeDiagnostics } from './console-output.ts';
import type { EventStream } from './event-stream.ts';
import { commandsOf, noCommands } from './exec-options.ts';
import type { Io } from './io.ts';
import { judge } from './judge.ts';
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
  const chosen = narrow(manifests.targets, options);
  notes?.know({ targets: chosen });
  const output = sinksOf(options.output, chosen);
  assertWritable(output, io);
  const started = io.clock.now();
  const snapshot = await snapshotFor(paths, chosen, options, io);
  const record = snapshot?.record ?? (await openRecord(paths, chosen, options, io));
  const source = await readSource(record.repository, ownFiles({ ...options, output }, io));
  notes?.know({ source });
  const planning = stoppable(io.signal);
  const trace = requestLog(options, io);
  const artifacts = openArtifacts(io, { trace, stop: planning.stop });
  const connections: Connected<Provider>[] = [];
  try {
    const made = await planning.run(async () => {
      const asking = { ...request, ...options, trace, artifacts, stop: planning.stop };
      if (snapshot === null) connections.push(...(await connectAll(chosen, asking)));
      const providers = snapshot?.providers ?? connections.map(({ thing }) => thing);
      const [plan, holds] = await Promise.all([
        planTargets(bind(chosen, providers, record, options), {
          ...settingsOf(record, options, io),
          source,
          snapshot: snapshot?.source ?? null,
          commit: source.commit,
          diagnostics: [...manifests.diagnostics, ...(snapshot?.diagnostics ?? [])],
        }),
        holdsOf(chosen, record.holds, io),
      ]);
      const left = leaveForLater(plan, { targets: chosen, holds }, options, io);
      return { plan: judge(left, manifests.rules, io), providers };
    });
    const { plan, providers } = made;
    notes?.know({ plan });
    assertExcluded(options.exclude, addressesIn(plan));
    writeDiagnostics(plan.diagnostics, options, io);
    if (hasErrors(plan.diagnostics)) {
      events.diagnostics(plan.diagnostics);
      return null;
    }
    return await use({
      plan,
      targets: chosen,
      rules: manifests.rules,
      providers: new Map(providers.map((one) => [one.target, one])),
      record,
      elapsed: io.clock.now() - started,
    });
  } finally {
    await Promise.all([...connections, artifacts].map((one) => one.close()));
  }
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
  // Whether a permission exists is the console's to say, and it is asked below; whom to ask, nobody who asks nobody.
  const settled = ['unknown_permission', ...(options.live === undefined ? [] : ['target_incomplete'])];
  const diagnostics = loaded.diagnostics.filter(({ code }) => !settled.includes(code));
  if (!hasErrors(diagnostics)) return { ...loaded, diagnostics };
  writeDiagnostics(diagnostics, options, io);
  events.diagnostics(diagnostics);
  return null;
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
  options: PlanOptions,
  { clock }: Io,
): Omit<TurnSettings, 'source' | 'snapshot' | 'commit' | 'diagnostics'> {
  return { store, fileOf, shownFile, now: clock.now(), allowances: allowancesOf(options) };
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
