import { readSource } from '../git/read-source.ts';
import { buildDriftPlan } from '../reconcile/drift.ts';
import { assertWritable, ownFiles, writeDiagnostics } from './console-output.ts';
import { besideEvents, type EventStream, withEvents } from './event-stream.ts';
import { commandsOfTargets, type ExecOptions } from './exec-options.ts';
import { EXIT, type Io } from './io.ts';
import { narrow } from './load.ts';
import { loadTargets } from './load-targets.ts';
import { notifyingOf, type RunNotes, withNotifications } from './notifications.ts';
import { observeDrift } from './observe-drift.ts';
import { openRecord } from './open-record.ts';
import { type OutputOptions, PARALLELISM, type SelectionOptions } from './options.ts';
import type { RecordOptions } from './record-options.ts';
import { requestLog } from './request-log.ts';
import { sinksOf } from './sinks-of.ts';
import { stoppable } from './stoppable.ts';
import { writePlan } from './write-plan.ts';

export interface DriftOptions extends SelectionOptions, OutputOptions, RecordOptions, ExecOptions {
  readonly all?: true;
  readonly detailedExitcode?: true;
}

export async function driftCommand(paths: readonly string[], options: DriftOptions, io: Io): Promise<number> {
  return withNotifications(await notifyingOf('drift', options, io), (notes) =>
    withEvents(options, io, (events) => drift(paths, besideEvents(options), { io, events, notes })),
  );
}

async function drift(
  paths: readonly string[],
  options: DriftOptions,
  { io, events, notes }: { readonly io: Io; readonly events: EventStream; readonly notes: RunNotes },
): Promise<number> {
  const { targets, meant, problems } = await loadTargets(paths, io, commandsOfTargets(options));
  if (problems.length > 0) {
    writeDiagnostics(problems, options, io);
    events.diagnostics(problems);
    return EXIT.error;
  }
  // Addresses are looked up in the record: what drifted need not be declared any more.
  const chosen = narrow(targets, { ...options, only: [], exclude: [] });
  // A target of a folder above may not be wanted at all, until something of it drifted.
  notes.know({ targets: chosen.filter(({ name }) => meant.has(name)) });
  const output = sinksOf(options.output, chosen);
  assertWritable(output, io);
  const started = io.clock.now();
  const record = await openRecord(paths, chosen, options, io);
  const source = await readSource(record.repository, ownFiles({ output }, io));
  notes.know({ source });
  const looking = stoppable(io);
  const plan = await looking.run(async () => {
    const connection = {
      access: 'read-only',
      io,
      trace: await requestLog(options, io),
      stop: looking.stop,
      parallelism: PARALLELISM,
    } as const;
    const observed = await observeDrift({ targets: chosen, meant, record, selection: options }, connection);
    return buildDriftPlan(observed, { source, shownFile: record.shownFile });
  });
  notes.know({ targets: chosen, plan });
  writeDiagnostics(plan.diagnostics, options, io);
  events.plan(plan, options);
  const elapsed = io.clock.now() - started;
  writePlan(plan, { ...options, elapsed, fileOf: record.inRepository }, io);
  const drifted = plan.changes.some(({ action }) => action !== 'keep');
  return drifted && options.detailedExitcode === true ? EXIT.changes : EXIT.done;
}
