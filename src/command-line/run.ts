import { CommanderError } from 'commander';
import { describeError, paintFor } from '../commands/console-output.ts';
import { EXIT, type Io, type Output, type Surroundings } from '../commands/io.ts';
import { createMask } from '../commands/mask.ts';
import { MuleteerError } from '../model/errors.ts';
import { commandsIn, createProgram } from './program.ts';

/** Runs one command line, without the program's name. Resolves to the exit code; never throws. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const io = masked(surroundings);
  let code: Promise<number> = Promise.resolve(EXIT.done);
  const start = (started: Promise<number>): void => {
    code = started;
  };
  const program = createProgram(io, start, commandsIn(args));
  const paint = paintFor(io.stderr, { color: !args.includes('--no-color') }, io.env);
  io.onCrash((error) => {
    io.stderr.write(describeError(error, paint));
    // Nobody can tell any more whether a write was on its way; the record can, on the next run.
    return args.includes('apply') || args.includes('reconcile') ? EXIT.partial : EXIT.error;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return await code;
  } catch (error) {
    // Help and the version end the parsing too; they are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.error;
    if (error instanceof MuleteerError && error.code === 'interrupted') {
      io.stderr.write(`${error.message}\n`);
      return EXIT.interrupted;
    }
    io.stderr.write(describeError(error, paint));
    return error instanceof MuleteerError && error.code === 'refused' ? EXIT.refused : EXIT.error;
  }
}

/** What the process gave, with everything that is written masked. */
function masked(outer: Surroundings): Io {
  const mask = createMask();
  const through = (output: Output): Output => ({
    write: (text) => output.write(mask.apply(text)),
    isTerminal: output.isTerminal,
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
  });
  return { ...outer, stdout: through(outer.stdout), stderr: through(outer.stderr), mask };
}
