/**
 * What people type: every command with its arguments and flags. A command's work is in `commands`, and is loaded where
 * that command was named: to say what there is should take no longer than starting Node.
 */
import { Command } from 'commander';
import type { Io } from '../commands/io.ts';
import { VERSION } from '../version.ts';
import { addAdoptCommand } from './adopt.ts';
import { addApplyCommand } from './apply.ts';
import { addDriftCommand } from './drift.ts';
import { applyEnvironment } from './environment.ts';
import { addExplainCommand } from './explain.ts';
import { addExportCommand } from './export.ts';
import { addFmtCommand } from './fmt.ts';
import { addNotes } from './help-notes.ts';
import { addHistoryCommand } from './history.ts';
import { addHoldCommand } from './hold.ts';
import { addInitCommand } from './init.ts';
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
