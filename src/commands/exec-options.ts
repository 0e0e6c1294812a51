import { type Command, Option } from 'commander';
import type { LoadCommands } from '../manifests/build-all.ts';

export interface ExecOptions {
  readonly allowExec: readonly string[];
}

/** Commas, too: a variable cannot be repeated. */
export function addExecOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--allow-exec <program>',
      'let ${exec:…} of the manifests run this program, named as they name it; repeatable',
    )
      .default([], 'none')
      .argParser((value: string, earlier: readonly string[]) => [...earlier, ...namesIn(value)]),
  );
}

function namesIn(value: string): readonly string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** For whoever needs all secrets. */
export function commandsOf({ allowExec }: ExecOptions): LoadCommands {
  const commands = { allowed: allowExec };
  return { ofTargets: commands, ofResources: commands };
}

/** For whoever contacts a target and sends it nothing. */
export function commandsOfTargets(options: ExecOptions): LoadCommands {
  return { ...commandsOf(options), ofResources: { none: 'it is not needed' } };
}

/** @param why in one line */
export function noCommands(why: string): LoadCommands {
  return { ofTargets: { none: why }, ofResources: { none: why } };
}
