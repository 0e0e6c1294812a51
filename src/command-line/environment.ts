/** Variables that stand for flags. */
import type { Command, Option } from 'commander';
import type { Io } from '../commands/io.ts';

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
    return command.error(`error: ${variableOf(option)} is not valid: ${message}`);
  }
}
