import type { Command } from 'commander';
import { EXIT } from '../commands/io.ts';
import { COMMAND_NOTES, type CommandNotes, type Exit } from './command-notes.ts';

/** Puts an example and the exit codes below the flags in `--help`. */
export function addNotes(command: Command): void {
  const notes = COMMAND_NOTES[command.name()];
  if (notes === undefined) return;
  command.addHelpText('after', () => {
    const help = command.createHelp();
    help.prepareContext({ helpWidth: command.configureOutput().getOutHelpWidth?.() ?? 80 });
    const exits = exitsOf(notes).map(({ code, meaning }) => help.formatItem(code, 3, meaning, help));
    return ['', 'Example:', `  ${notes.example}`, '', 'Exit codes:', ...exits].join('\n');
  });
}

export interface ExitMeaning {
  readonly code: string;
  readonly meaning: string;
}

/** In the order of the codes. */
export function exitsOf({ exits }: CommandNotes): readonly ExitMeaning[] {
  const names = Object.keys(EXIT) as readonly Exit[];
  return names.flatMap((name) => {
    const meaning = exits[name];
    return meaning === undefined ? [] : [{ code: String(EXIT[name]), meaning }];
  });
}
