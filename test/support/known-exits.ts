import { COMMAND_NOTES } from '../../src/command-line/command-notes.ts';
import { exitsOf } from '../../src/command-line/help-notes.ts';

/** A command ends with no code that its help does not name: held by every run of every test. */
export function assertKnownExit([name = '']: readonly string[], code: number): void {
  const notes = COMMAND_NOTES[name];
  if (notes === undefined || exitsOf(notes).some((exit) => exit.code === String(code))) return;
  throw new Error(`${name} ended with ${code}, which src/command-line/command-notes.ts does not name`);
}
