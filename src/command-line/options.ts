/** The flags that several commands share, each written once. */
import { type Command, Option } from 'commander';
import { PARALLELISM, type SelectionOptions, type Sink, TARGET } from '../commands/options.ts';
import {
  parseAllowed,
  parseCount,
  parseDuration,
  parseFailOn,
  parseLabel,
  parseRecord,
  parseSink,
} from './option-values.ts';

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

export function addRecordOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--record <where>',
        'where what was applied is kept: none, or file:PATH (default: in git)',
      ).argParser(parseRecord),
    )
    .option('--record-remote <name>', 'the git remote that keeps the record, such as origin');
}

/** What raises a guard, one flag each; none of them is a plain force. */
function addAllowOptions(command: Command): Command {
  const raises = (flag: string, what: string): Option =>
    new Option(`--allow-${flag} <n>`, `raise the guard: up to this many ${what}`).argParser(parseAllowed);
  return command
    .addOption(raises('deletes', 'deletions'))
    .addOption(raises('updates', 'updates and replacements'))
    .addOption(raises('restarts', 'servers that restart'))
    .addOption(raises('irreversible', 'effects that cannot be undone'))
    .option('--allow-empty', 'also where the manifests declare nothing any more');
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

export function artifactsOption(): Option {
  return new Option(
    '--artifacts <how>',
    'archives that only the service has: named by their digest, or downloaded beside the manifests',
  )
    .choices(['digest', 'download'])
    .default('digest');
}
