import { type Command, Option } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { describeError, paintFor } from './console-output.ts';
import { besideEvents, type EventStream, eventOf, withEvents } from './event-stream.ts';
import { refusal, refusedBy } from './fail-on.ts';
import { EXIT, type Io } from './io.ts';
import { withPlan } from './make-plan.ts';
import type { LiveOptions } from './open-snapshot.ts';
import {
  addOutputOptions,
  addPlanOptions,
  addPublicKeyOption,
  addSelectionOptions,
  type PlanOptions,
} from './options.ts';
import { addRecordOptions } from './record-options.ts';
import { PLAN_OUTPUTS, TARGET_OUTPUTS, writePlan } from './write-plan.ts';

interface PlanCommandOptions extends PlanOptions, LiveOptions {
  readonly detailedExitcode?: true;
}

export function addPlanCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('plan')
    .alias('diff')
    .description(
      'compare the manifests with what is live, and show the calls that would bring it in line; never writes',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--detailed-exitcode', 'exit 2 where there are changes')
    .addOption(
      new Option(
        '--live <file>',
        'compare with the snapshot that `snapshot --out FILE` wrote, its record included, and contact nobody',
      ).conflicts(['record', 'recordRemote']),
    );
  addPublicKeyOption(command);
  addOutputOptions(
    addPlanOptions(addRecordOptions(addSelectionOptions(command))),
    PLAN_OUTPUTS,
    TARGET_OUTPUTS,
  );
  command.action((paths: string[], options: PlanCommandOptions) => {
    if (options.live === undefined && command.getOptionValueSource('publicKey') === 'cli')
      throw new MuleteerError('usage', '--public-key needs --live', {
        hint: 'it says whose snapshots count',
      });
    run(withEvents(options, io, (events) => planCommand(paths, besideEvents(options), { io, events })));
  });
}

async function planCommand(
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
