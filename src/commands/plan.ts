import { describeError, paintFor } from './console-output.ts';
import { besideEvents, type EventStream, eventOf, withEvents } from './event-stream.ts';
import { refusal, refusedBy } from './fail-on.ts';
import { EXIT, type Io } from './io.ts';
import { withPlan } from './make-plan.ts';
import type { LiveOptions } from './open-snapshot.ts';
import type { PlanOptions } from './options.ts';
import { writePlan } from './write-plan.ts';

export interface PlanCommandOptions extends PlanOptions, LiveOptions {
  readonly detailedExitcode?: true;
}

export async function planCommand(
  paths: readonly string[],
  options: PlanCommandOptions,
  io: Io,
): Promise<number> {
  return withEvents(options, io, (events) => plan(paths, besideEvents(options), { io, events }));
}

async function plan(
  paths: readonly string[],
  options: PlanCommandOptions,
  { io, events }: { readonly io: Io; readonly events: EventStream },
): Promise<number> {
  const request = { access: 'read-only', io, events } as const;
  const code = await withPlan(paths, options, request, async ({ plan, record, elapsed }) => {
    events.plan(plan, options);
    writePlan(plan, { ...options, elapsed, fileOf: record.inRepository }, io);
    const refused = refusedBy(plan, options.failOn);
    if (refused !== null) {
      events.emit(eventOf(refusal(refused)));
      io.stderr.write(describeError(refusal(refused), paintFor(io.stderr, options, io.env)));
      return EXIT.refused;
    }
    const changes = plan.changes.some(({ action, waiting }) => action !== 'keep' || waiting.length > 0);
    return changes && options.detailedExitcode === true ? EXIT.changes : EXIT.done;
  });
  return code ?? EXIT.error;
}
