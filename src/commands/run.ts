import { Command, CommanderError } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { VERSION } from '../version.ts';
import { addAdoptCommand } from './adopt.ts';
import { addApplyCommand } from './apply.ts';
import { describeError, paintFor } from './console-output.ts';
import { addDriftCommand } from './drift.ts';
import { addExplainCommand } from './explain.ts';
import { addExportCommand } from './export.ts';
import { addFmtCommand } from './fmt.ts';
import { addNotes } from './help-notes.ts';
import { addHistoryCommand } from './history.ts';
import { addHoldCommand } from './hold.ts';
import { addInitCommand } from './init.ts';
import { EXIT, type Io, type Output, type Surroundings } from './io.ts';
import { createMask } from './mask.ts';
import { applyEnvironment } from './options.ts';
import { addPlanCommand } from './plan.ts';
import { addReconcileCommand } from './reconcile.ts';
import { addRegisterCommand } from './register.ts';
import { addRenderCommand } from './render.ts';
import { addSandboxCommand } from './sandbox.ts';
import { addSchemaCommand } from './schema.ts';
import { addSetCommand } from './set.ts';
import { addSnapshotCommand } from './snapshot.ts';
import { addUnlockCommand } from './unlock.ts';
import { addValidateCommand } from './validate.ts';

/** Runs one command line, without the program's name. Resolves to the exit code; never throws. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const io = masked(surroundings);
  let code: Promise<number> = Promise.resolve(EXIT.done);
  const program = createProgram(io, (started) => {
    code = started;
  });
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

/** The whole command line, not parsed yet. */
export function createProgram(io: Io, started: (code: Promise<number>) => void): Command {
  const program = new Command('muleteer')
    .description(
      'GitOps for MuleSoft estates: YAML manifests to Runtime Manager and MMC, with the fewest calls',
    )
    .version(VERSION, '--version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns || 80,
      getErrHelpWidth: () => io.stderr.columns || 80,
    })
    .showSuggestionAfterError()
    .hook('preAction', (_, command) => applyEnvironment(command, io.env));
  addValidateCommand(program, started, io);
  addRenderCommand(program, started, io);
  addPlanCommand(program, started, io);
  addApplyCommand(program, started, io);
  addDriftCommand(program, started, io);
  addReconcileCommand(program, started, io);
  addSnapshotCommand(program, started, io);
  addExportCommand(program, started, io);
  addAdoptCommand(program, started, io);
  addSetCommand(program, started, io);
  addHistoryCommand(program, started, io);
  addHoldCommand(program, started, io);
  addUnlockCommand(program, started, io);
  addRegisterCommand(program, started, io);
  addInitCommand(program, started, io);
  addExplainCommand(program, started, io);
  addSchemaCommand(program, started, io);
  addFmtCommand(program, started, io);
  addSandboxCommand(program, started, io);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    addNotes(command);
  }
  return program;
}
