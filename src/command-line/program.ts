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

/** In the order of the help. */
const COMMANDS = {
  validate: addValidateCommand,
  render: addRenderCommand,
  plan: addPlanCommand,
  apply: addApplyCommand,
  drift: addDriftCommand,
  reconcile: addReconcileCommand,
  snapshot: addSnapshotCommand,
  export: addExportCommand,
  adopt: addAdoptCommand,
  set: addSetCommand,
  history: addHistoryCommand,
  hold: addHoldCommand,
  unlock: addUnlockCommand,
  register: addRegisterCommand,
  init: addInitCommand,
  explain: addExplainCommand,
  schema: addSchemaCommand,
  fmt: addFmtCommand,
  sandbox: addSandboxCommand,
};

type CommandName = keyof typeof COMMANDS;
const NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** Those that a command line can be about: the one that it names, none where the version is asked for, else any. */
export function commandsIn([first]: readonly string[]): readonly CommandName[] {
  if (first === '--version') return [];
  const named = NAMES.find((name) => name === first);
  return named === undefined ? NAMES : [named];
}

/**
 * The command line, not parsed yet: whole, unless a part of it is all that is needed.
 */
export function createProgram(
  io: Io,
  started: (code: Promise<number>) => void,
  names: readonly CommandName[] = NAMES,
): Command {
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
  for (const name of names) COMMANDS[name](program, started, io);
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    addNotes(command);
  }
  return program;
}
