import type { Command } from 'commander';
import type { Plan } from '../model/plan.ts';
import { planToJson } from '../render/plan-json.ts';
import { renderPlanText } from '../render/plan-text.ts';
import { VERSION } from '../version.ts';
import { columnsOf, describeError, paintFor, writeResults } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { refusal, refusedBy, withPlan } from './make-plan.ts';
import { addOutputOptions, addPlanOptions, addSelectionOptions, type PlanOptions } from './options.ts';

export interface PlanCommandOptions extends PlanOptions {
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
  addOutputOptions(addPlanOptions(addSelectionOptions(command)), ['text', 'json']);
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

function writePlan(plan: Plan, options: PlanOptions & { readonly elapsed: number }, io: Io): void {
  const render = (format: string, output: Io['stdout'] | null): string =>
    format === 'json'
      ? `${JSON.stringify(planToJson(plan, { version: VERSION, all: options.all === true }), null, 2)}\n`
      : planText(plan, options, output, io);
  writeResults(options.output, render, io);
}

/** Into a file, without colours and without the time it took: the same input gives the same bytes. */
export function planText(
  plan: Plan,
  options: PlanOptions & { readonly elapsed: number },
  output: Io['stdout'] | null,
  io: Io,
): string {
  return renderPlanText(plan, {
    version: VERSION,
    all: options.all === true,
    columns: output === null ? 100 : columnsOf(output),
    paint: paintFor(
      output ?? { write: () => {}, isTerminal: false, columns: 0 },
      options,
      output === null ? {} : io.env,
    ),
    elapsed: output?.isTerminal === true ? options.elapsed : null,
  });
}
