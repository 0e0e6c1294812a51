import { type Command, Option } from 'commander';
import type { LoadCommands } from '../manifests/build-all.ts';
import { fitsPattern } from '../model/patterns.ts';

interface SelectedTargets {
  /** Names or patterns of `--target`; none: all. */
  readonly target: readonly string[];
}

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

/** For whoever needs all secrets, of these targets; without any named, of all. */
export function commandsOf({ allowExec, target }: ExecOptions & SelectedTargets): LoadCommands {
  const commands = { allowed: allowExec };
  const isMeant = (name: string) => target.length === 0 || target.some((one) => fitsPattern(one, name));
  return { ofTargets: commands, ofResources: commands, isMeant };
}

/** For whoever contacts a target and sends it nothing. */
export function commandsOfTargets(options: ExecOptions & SelectedTargets): LoadCommands {
  return { ...commandsOf(options), ofResources: { none: 'it is not needed' } };
}

/** @param why in one line */
export function noCommands(why: string, targets: SelectedTargets = { target: [] }): LoadCommands {
  return {
    ...commandsOf({ ...targets, allowExec: [] }),
    ofTargets: { none: why },
    ofResources: { none: why },
  };
}
