import type { Command } from 'commander';
import { describeError, paintFor } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { refusal, refusedBy, withPlan } from './make-plan.ts';
import { addOutputOptions, addPlanOptions, addSelectionOptions, type PlanOptions } from './options.ts';
import { addRecordOptions } from './record-options.ts';
import { writePlan } from './write-plan.ts';

interface PlanCommandOptions extends PlanOptions {
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
    .option('--detailed-exitcode', 'exit 2 where there are changes');
  addOutputOptions(addPlanOptions(addRecordOptions(addSelectionOptions(command))), ['text', 'json']);
  command.action((paths: string[], options: PlanCommandOptions) => run(planCommand(paths, options, io)));
}

async function planCommand(paths: readonly string[], options: PlanCommandOptions, io: Io): Promise<number> {
  const code = await withPlan(paths, options, { access: 'read-only', io }, async ({ plan, elapsed }) => {
    writePlan(plan, { ...options, elapsed }, io);
    const refused = refusedBy(plan, options.failOn);
    if (refused !== null) {
      io.stderr.write(describeError(refusal(refused), paintFor(io.stderr, options, io.env)));
      return EXIT.refused;
    }
    const changes = plan.changes.some(({ action, waiting }) => action !== 'keep' || waiting.length > 0);
    return changes && options.detailedExitcode === true ? EXIT.changes : EXIT.done;
  });
  return code ?? EXIT.error;
}
