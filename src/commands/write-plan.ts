/** A plan, in the formats that were asked for. */
import type { Plan } from '../model/plan.ts';
import { planToJson } from '../render/plan-json.ts';
import { renderPlanText } from '../render/plan-text.ts';
import { VERSION } from '../version.ts';
import { columnsOf, paintFor, writeResults } from './console-output.ts';
import type { Io, Output } from './io.ts';
import type { OutputOptions } from './options.ts';

export interface WriteOptions extends OutputOptions {
  readonly all?: true;
  /** How long reading took, in milliseconds. */
  readonly elapsed: number;
}

export function writePlan(plan: Plan, options: WriteOptions, io: Io): void {
  const render = (format: string, output: Output | null): string =>
    format === 'json'
      ? `${JSON.stringify(planToJson(plan, { version: VERSION, all: options.all === true }), null, 2)}\n`
      : planText(plan, options, output, io);
  writeResults(options.output, render, io);
}

/** Into a file, without colours and without the time it took: the same input gives the same bytes. */
export function planText(plan: Plan, options: WriteOptions, output: Output | null, io: Io): string {
  return renderPlanText(plan, {
    version: VERSION,
    all: options.all === true,
    columns: output === null ? 100 : columnsOf(output),
    paint: paintFor(output, options, io.env),
    elapsed: output?.isTerminal === true ? options.elapsed : null,
  });
}
