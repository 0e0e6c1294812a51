/** A plan, in the formats that were asked for. */
import type { Plan } from '../model/plan.ts';
import { planOfTarget } from '../reconcile/plan-of-target.ts';
import { planFormatNamed } from '../render/plan-formats.ts';
import { renderPlanText } from '../render/plan-text.ts';
import { VERSION } from '../version.ts';
import { columnsOf, paintFor, writeResults } from './console-output.ts';
import type { Io, Output } from './io.ts';
import type { OutputOptions } from './options.ts';
import { sinksOf } from './sinks-of.ts';

export interface PlanTextOptions extends OutputOptions {
  readonly all?: true;
  /** How long reading took, in milliseconds. */
  readonly elapsed: number;
}

export interface WriteOptions extends PlanTextOptions {
  /** A file that is relative to the working folder, from the root of the repository. */
  readonly fileOf: (file: string) => string;
}

export function writePlan(plan: Plan, options: WriteOptions, io: Io): void {
  const fixed = { version: VERSION, all: options.all === true, fileOf: options.fileOf };
  const render = (format: string, output: Output | null, target: string | null): string => {
    // Before any format escapes it: a secret in other letters would not be found.
    const masked = io.mask.applyTo(target === null ? plan : planOfTarget(plan, target));
    return planFormatNamed(format)?.(masked, fixed) ?? planText(masked, options, output, io);
  };
  writeResults(sinksOf(options.output, plan.targets), render, io);
}

/** Into a file, without colours and without the time it took. */
export function planText(plan: Plan, options: PlanTextOptions, output: Output | null, io: Io): string {
  return renderPlanText(plan, {
    version: VERSION,
    all: options.all === true,
    columns: output === null ? 100 : columnsOf(output),
    paint: paintFor(output, options, io.env),
    elapsed: output?.isTerminal === true ? options.elapsed : null,
    now: output === null ? null : io.clock.now(),
  });
}
