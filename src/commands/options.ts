/** The flags that several commands share, each written once. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

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

/** `-o FORMAT[=FILE]`; no file means stdout. */
export interface Sink {
  readonly format: string;
  readonly file: string | null;
}

export type FailOn = 'blocked' | 'held' | 'guard' | 'irreversible';

export interface PlanOptions extends SelectionOptions, OutputOptions {
  readonly all?: true;
  readonly failOn: readonly FailOn[];
  readonly parallelism: number;
}

export function addOutputOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(
      new Option(
        '-o, --output <format[=file]>',
        `${formats.join(' or ')}; repeatable; with =FILE into a file`,
      )
        .default([], 'text')
        .argParser((value, earlier: readonly Sink[]) => [...earlier, parseSink(value, formats)]),
    )
    .option('--no-color', 'no colours (also: the variable NO_COLOR)')
    .option('-q, --quiet', 'no progress, only results and errors')
    .option('-v, --verbose', 'log every request on stderr');
}

export function addSelectionOptions(command: Command): Command {
  const repeatable = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
  return command
    .addOption(
      new Option('--target <name>', 'only this Environment or Console; * stands for any text; repeatable')
        .default([], 'all')
        .argParser(repeatable),
    )
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

export function addPlanOptions(command: Command): Command {
  return command
    .option('--all', 'show also what is as declared')
    .addOption(
      new Option(
        '--fail-on <classes>',
        'exit 3 where the plan has one of: blocked, held, guard, irreversible',
      )
        .default([], 'none')
        .argParser(parseFailOn),
    )
    .addOption(
      new Option('--parallelism <n>', 'how many writes may be on their way at once')
        .default(8)
        .argParser(parseCount),
    );
}

export function addTimeoutOption(command: Command): Command {
  return command.addOption(
    new Option('--timeout <duration>', 'how long each application may take to become healthy: 90s, 10m, 1h')
      .default(600_000, '10m')
      .argParser(parseDuration),
  );
}

/** A flag that was not given may stand in the environment: `--parallelism` as MULETEER_PARALLELISM. */
export function applyEnvironment(command: Command, env: Io['env']): void {
  for (const option of command.options) {
    const value =
      env[`MULETEER_${(option.long ?? '').replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`];
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

function parseSink(value: string, formats: readonly string[]): Sink {
  const [format = '', ...file] = value.split('=');
  if (!formats.includes(format)) throw new InvalidArgumentError(`It is one of ${formats.join(', ')}.`);
  return { format, file: file.length === 0 ? null : file.join('=') };
}

function parseLabel(value: string): { readonly key: string; readonly value: string } {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It is written label=value.');
  return { key: value.slice(0, at), value: value.slice(at + 1) };
}

const FAIL_ON: readonly FailOn[] = ['blocked', 'held', 'guard', 'irreversible'];

function parseFailOn(value: string): readonly FailOn[] {
  return value.split(',').map((word) => {
    const known = FAIL_ON.find((one) => one === word.trim());
    if (known === undefined) throw new InvalidArgumentError(`It is one or more of ${FAIL_ON.join(', ')}.`);
    return known;
  });
}

function parseCount(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return number;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

function parseDuration(value: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(value) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!(milliseconds > 0)) throw new InvalidArgumentError('It is a number with s, m or h: 90s, 10m, 1h.');
  return milliseconds;
}
