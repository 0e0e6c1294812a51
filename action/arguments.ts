/** The command line of a step. */
import type { ActionCommand, Inputs } from './inputs.ts';

/** Those that plan, and so know the classes of `--fail-on`. */
const JUDGED: readonly ActionCommand[] = ['plan', 'apply'];

export function argumentsFor(
  command: ActionCommand,
  inputs: Inputs,
  more: readonly string[],
): readonly string[] {
  const { paths, targets, live, failOn, args } = inputs;
  // A snapshot brings its own record.
  const recordRemote = command === 'plan' && live !== null ? null : inputs.recordRemote;
  return [
    command,
    ...targets.flatMap((target) => ['--target', target]),
    ...(recordRemote === null ? [] : ['--record-remote', recordRemote]),
    ...(failOn !== null && JUDGED.includes(command) ? ['--fail-on', failOn] : []),
    ...more,
    ...args,
    // Whatever a path is called, it is no flag.
    '--',
    ...paths,
  ];
}
