import { resolve } from 'node:path';
import { readSource } from '../git/read-source.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Plan, Source } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredTarget } from '../model/target.ts';
import { planTargets } from '../reconcile/plan-targets.ts';
import { noRecord } from '../record/no-record.ts';
import { type Access, type Connected, connect } from './connect.ts';
import { assertWritable, hasErrors, writeDiagnostics } from './console-output.ts';
import type { Io } from './io.ts';
import { load, narrow } from './load.ts';
import type { FailOn, PlanOptions } from './options.ts';
import { requestLog } from './request-log.ts';
import { stoppable } from './stoppable.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly providers: ReadonlyMap<string, Provider>;
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
  options: PlanOptions,
  { access, io }: { readonly access: Access; readonly io: Io },
  use: (made: MadePlan) => Promise<number>,
): Promise<number | null> {
  const { targets, diagnostics: offline } = await load(paths, io);
  // Whether a permission exists is the console's to say, and it is asked below.
  const diagnostics = offline.filter(({ code }) => code !== 'unknown_permission');
  if (hasErrors(diagnostics)) {
    writeDiagnostics(diagnostics, options, io);
    return null;
  }
  const chosen = narrow(targets, options);
  // Before the files of -o are there: they may lie in the work tree, and would make it dirty.
  const source = await readSource(resolve(io.cwd, paths[0] ?? '.'));
  assertWritable(options.output, io);
  const started = io.clock.now();
  const planning = stoppable(io.signal);
  const connections: Connected<Provider>[] = [];
  try {
    const made = await planning.run(async () => {
      const request = { access, io, trace: requestLog(options, io), stop: planning.stop };
      connections.push(...(await connectAll(chosen, request)));
      return makePlan(chosen, connections, source, diagnostics);
    });
    writeDiagnostics(made.diagnostics, options, io);
    if (hasErrors(made.diagnostics)) return null;
    const providers = new Map(connections.map(({ thing }) => [thing.target, thing]));
    return await use({ plan: made, providers, elapsed: io.clock.now() - started });
  } finally {
    await Promise.all(connections.map(({ close }) => close()));
  }
}

async function makePlan(
  targets: readonly DesiredTarget[],
  connections: readonly Connected<Provider>[],
  source: Source,
  diagnostics: readonly Diagnostic[],
): Promise<Plan> {
  const bound = targets.flatMap((desired) => {
    const provider = connections.find(({ thing }) => thing.target === desired.name)?.thing;
    return provider === undefined ? [] : [{ desired, provider: namingItsTarget(provider, desired) }];
  });
  return planTargets(bound, noRecord, source, diagnostics);
}

/** Several targets are read side by side: what goes wrong while reading says which one it was about. */
function namingItsTarget(provider: Provider, target: DesiredTarget): Provider {
  const named = <Value>(reading: Promise<Value>): Promise<Value> =>
    reading.catch((error: unknown) => {
      throw naming(error, target);
    });
  return {
    ...provider,
    observe: (desired) => named(provider.observe(desired)),
    alerts: () => named(provider.alerts()),
  };
}

/** All or none: a plan of half the estate would look like the whole. */
async function connectAll(
  targets: readonly DesiredTarget[],
  options: Parameters<typeof connect>[1],
): Promise<readonly Connected<Provider>[]> {
  const results = await Promise.allSettled(targets.map(({ manifest }) => connect(manifest, options)));
  const connected = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const index = results.findIndex(({ status }) => status === 'rejected');
  const failed = results[index];
  const problem =
    failed?.status === 'rejected' ? naming(failed.reason, targets[index]) : sameEstate(connected);
  if (problem === null) return connected;
  await Promise.all(connected.map(({ close }) => close()));
  throw problem;
}

/** Says which target it was about, and where that is declared. */
function naming(error: unknown, target: DesiredTarget | undefined): unknown {
  if (!(error instanceof MuleteerError) || target === undefined) return error;
  const { file, line } = target.manifest.origin;
  const about = `target ${target.name}, ${file}:${line}`;
  const hint = error.hint === null ? about : `${error.hint} (${about})`;
  return new MuleteerError(error.code, error.message, { hint, cause: error });
}

/** Two targets for one estate would each take the other's resources for strangers. */
function sameEstate(connected: readonly Connected<Provider>[]): MuleteerError | null {
  for (const [index, { thing }] of connected.entries()) {
    const twin = connected.slice(0, index).find((other) => other.thing.estate === thing.estate)?.thing;
    if (twin === undefined) continue;
    return new MuleteerError(
      'settings',
      `${twin.target} and ${thing.target} are one and the same: ${thing.title}`,
      {
        hint: 'declare one target for it, and assign the manifests of both to it',
      },
    );
  }
  return null;
}

/** The class of `--fail-on` that the plan has, or null. */
export function refusedBy({ summary, changes, guards }: Plan, classes: readonly FailOn[]): FailOn | null {
  const present: Readonly<Record<FailOn, boolean>> = {
    blocked: changes.some(({ waiting }) => waiting.length > 0),
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
