import { readSource } from '../git/read-source.ts';
import { MuleteerError } from '../model/errors.ts';
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
import type { Io } from './io.ts';
import { assertExcluded, load, narrow } from './load.ts';
import { type OpenedRecord, openRecord } from './open-record.ts';
import type { FailOn } from './option-values.ts';
import type { PlanOptions, SelectionOptions } from './options.ts';
import { requestLog } from './request-log.ts';
import { sinksOf } from './sinks-of.ts';
import { stoppable } from './stoppable.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly targets: readonly DesiredTarget[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly record: OpenedRecord;
  /** Milliseconds from the first request to the plan. */
  readonly elapsed: number;
}

/**
 * Load, observe, plan, and then whatever `use` does with it; connections are closed afterwards. The same for
 * `plan` and `apply`, which differ in `access` alone up to here.
 *
 * @returns null when the manifests, or what is live, have errors: they were written to stderr
 */
export async function withPlan(
  paths: readonly string[],
  options: PlanOptions & { readonly plan?: string },
  { access, io, events }: { readonly access: Access; readonly io: Io; readonly events: EventStream },
  use: (made: MadePlan) => Promise<number>,
): Promise<number | null> {
  const { targets, diagnostics: offline } = await load(paths, io);
  // Whether a permission exists is the console's to say, and it is asked below.
  const diagnostics = offline.filter(({ code }) => code !== 'unknown_permission');
  if (hasErrors(diagnostics)) {
    writeDiagnostics(diagnostics, options, io);
    events.diagnostics(diagnostics);
    return null;
  }
  const chosen = narrow(targets, options);
  const output = sinksOf(options.output, chosen);
  assertWritable(output, io);
  const started = io.clock.now();
  const record = await openRecord(paths, chosen, options, io);
  const source = await readSource(record.repository, ownFiles({ ...options, output }, io));
  const planning = stoppable(io.signal);
  const connections: Connected<Provider>[] = [];
  try {
    const plan = await planning.run(async () => {
      const { parallelism } = options;
      const request = { access, io, trace: requestLog(options, io), stop: planning.stop, parallelism };
      connections.push(...(await connectAll(chosen, request)));
      return planTargets(bind(chosen, connections, record, options), {
        ...settingsOf(record, options, io),
        source,
        snapshot: null,
        commit: source.commit,
        diagnostics,
      });
    });
    assertExcluded(options.exclude, addressesIn(plan));
    writeDiagnostics(plan.diagnostics, options, io);
    if (hasErrors(plan.diagnostics)) {
      events.diagnostics(plan.diagnostics);
      return null;
    }
    const providers = new Map(connections.map(({ thing }) => [thing.target, thing]));
    return await use({ plan, targets: chosen, providers, record, elapsed: io.clock.now() - started });
  } finally {
    await Promise.all(connections.map(({ close }) => close()));
  }
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
  connections: readonly Connected<Provider>[],
  { covers }: OpenedRecord,
  { only, exclude, selector }: SelectionOptions,
): readonly BoundTarget[] {
  const whole = only.length === 0 && selector.length === 0;
  return targets.flatMap((desired) => {
    const provider = connections.find(({ thing }) => thing.target === desired.name)?.thing;
    if (provider === undefined) return [];
    const scope = { covers, whole, includes: (key: string) => !excludes(desired.name, key, exclude) };
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

/** The class of `--fail-on` that the plan has, or null. */
export function refusedBy({ summary, changes, guards }: Plan, classes: readonly FailOn[]): FailOn | null {
  const present: Readonly<Record<FailOn, boolean>> = {
    blocked: changes.some(
      ({ status, waiting }) => status === 'blocked' || (status === 'planned' && waiting.length > 0),
    ),
    held: summary.held > 0,
    guard: guards.some(({ verdict }) => verdict === 'block'),
    irreversible: summary.irreversible > 0,
  };
  return classes.find((one) => present[one]) ?? null;
}

export function refusal(failed: FailOn): MuleteerError {
  return new MuleteerError('refused', `the plan has ${failed} changes, which --fail-on refuses`, {
    hint: 'nothing was written',
  });
}
