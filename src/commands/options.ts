/** The flags that several commands share, each written once. */
import { type Command, Option } from 'commander';
import { type AllowOptions, addAllowOptions } from './allow-options.ts';
import { addExecOption, type ExecOptions } from './exec-options.ts';
import type { Io } from './io.ts';
import {
  type FailOn,
  parseCount,
  parseDuration,
  parseFailOn,
  parseLabel,
  parseSink,
  type Sink,
  TARGET,
} from './option-values.ts';
import type { RecordOptions } from './record-options.ts';

export type { Sink } from './option-values.ts';

export interface SelectionOptions {
  readonly target: readonly string[];
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly selector: readonly { readonly key: string; readonly value: string }[];
}

export interface OutputOptions {
  readonly output: readonly Sink[];
  /** False with `--no-color`. */
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
}

export interface PlanOptions
  extends SelectionOptions,
    OutputOptions,
    RecordOptions,
    AllowOptions,
    ExecOptions {
  readonly all?: true;
  readonly ignoreWindows?: true;
  readonly failOn: readonly FailOn[];
  readonly parallelism: number;
}

/** @param byTarget formats that can be written into a file for each target */
export function addOutputOptions(
  command: Command,
  formats: readonly string[],
  byTarget: readonly string[] = [],
): Command {
  return addLogOptions(addFormatOptions(command, formats, byTarget));
}

export function addLogOptions(command: Command): Command {
  return command
    .option('-q, --quiet', 'no progress, only results and errors')
    .option('-v, --verbose', 'log every request on stderr');
}

/** For commands that send no request, and say nothing but their result. */
export function addFormatOptions(
  command: Command,
  formats: readonly string[],
  byTarget: readonly string[] = [],
): Command {
  const files = byTarget.length === 0 ? '' : `, with ${TARGET} in its name into one for each target`;
  const what = `how to show it: ${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}; repeatable; with =FILE into a file${files}`;
  const option = new Option('-o, --output <format[=file]>', what)
    .default([], formats[0])
    .argParser((value, earlier: readonly Sink[]) => [...earlier, parseSink(value, formats, byTarget)]);
  return addColorOption(command.addOption(option));
}

export function addColorOption(command: Command): Command {
  return command.option('--no-color', 'no colours (also: the variable NO_COLOR)');
}

/** For a flag that may be given more than once. */
export function repeatable(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

export function addTargetOption(command: Command): Command {
  return command.addOption(
    new Option('--target <name>', 'only this Environment or Console; * stands for any text; repeatable')
      .default([], 'all')
      .argParser(repeatable),
  );
}

/** Not `--snapshot-key`: a flag may stand in the environment, where that name is the private key's. */
export function addPublicKeyOption(command: Command): Command {
  return command.option(
    '--public-key <file>',
    'the public keys of whoever takes the snapshots (default: muleteer-snapshot.pub at the root of the repository)',
  );
}

export function addSelectionOptions(command: Command): Command {
  return addTargetOption(command)
    .addOption(
      new Option('--only <address>', 'only this resource; * stands for any text; repeatable')
        .default([], 'all')
        .argParser(repeatable),
    )
    .addOption(
      new Option('--exclude <address>', 'all but this resource; * as above; repeatable')
        .default([], 'none')
        .argParser(repeatable),
    )
    .addOption(
      new Option('--selector <label=value>', 'only resources with this label; * as above; repeatable')
        .default([], 'all')
        .argParser((value, earlier: SelectionOptions['selector']) => [...earlier, parseLabel(value)]),
    );
}

/** For commands that write nothing, and so do not ask. */
export const PARALLELISM = 8;

export function addPlanOptions(command: Command): Command {
  return addExecOption(addAllowOptions(command))
    .option('--all', 'show also what is as declared')
    .option(
      '--ignore-windows',
      'do not wait for the windows of a target; the plan says what goes outside them',
    )
    .addOption(
      new Option(
        '--fail-on <classes>',
        'exit 3 where the plan has one of: blocked, held, guard, irreversible',
      )
        .default([], 'none')
        .argParser(parseFailOn),
    )
    .addOption(parallelismOption('how many writes may be on their way at once'));
}

export function parallelismOption(what: string): Option {
  return new Option('--parallelism <n>', what).default(PARALLELISM).argParser(parseCount);
}

export function addTimeoutOption(command: Command): Command {
  return command.addOption(
    new Option('--timeout <duration>', 'how long each application may take to become healthy: 90s, 10m, 1h')
      .default(600_000, '10m')
      .argParser(parseDuration),
  );
}

export function variableOf({ long = '' }: Pick<Option, 'long'>): string {
  return `MULETEER_${long.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

/** A flag that was not given may stand in the environment: `--parallelism` as MULETEER_PARALLELISM. */
export function applyEnvironment(command: Command, env: Io['env']): void {
  for (const option of command.options) {
    const value = env[variableOf(option)];
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (value === undefined || value === '' || (source !== undefined && source !== 'default')) continue;
    command.setOptionValueWithSource(name, environmentValue(option, value, command), 'env');
  }
}

function environmentValue(option: Option, value: string, command: Command): unknown {
  if (!option.required) {
    const on = /^(1|true|yes)$/i.test(value);
    return option.negate ? !on : on || undefined;
  }
  try {
    return option.parseArg?.(value, option.defaultValue) ?? value;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return command.error(`error: the variable for ${option.long} is not valid: ${message}`);
  }
}
