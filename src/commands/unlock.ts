import { isoTime } from '../model/iso-time.ts';
import type { RecordedRun } from '../model/record.ts';
import { isGone } from '../record/is-gone.ts';
import { machineOf } from '../record/machine-of.ts';
import { printable } from '../render/printable.ts';
import { agreed, type Question } from './ask.ts';
import { EXIT, type Io } from './io.ts';
import { stoppable } from './stoppable.ts';
import { openTargetRecord, type TargetRecordOptions } from './target-record.ts';

export interface UnlockOptions extends TargetRecordOptions {
  readonly yes?: true;
}

export async function unlockCommand(target: string, options: UnlockOptions, io: Io): Promise<number> {
  const { store, assertDeclared } = await openTargetRecord(target, options, io);
  const record = await stoppable(io).run(() => store.load(target));
  if (record === null) assertDeclared();
  const held = record?.run ?? null;
  if (held === null || held.state !== 'open') return notLocked(target, io);
  const doubt = signOfLife(held, io);
  const asks = doubt !== null && options.yes !== true;
  if (asks && !(await agreed(questionAbout(target, held, doubt), io))) return EXIT.error;
  const released = await store.unlock(target, held.runner.run);
  if (released === null) return notLocked(target, io);
  const { runner, done, calls } = released;
  const progress = `${done.length} of its ${calls.length} calls were recorded as done`;
  io.stdout.write(`Unlocked ${target}: the run of ${whose(runner)} held it; ${progress}.\n`);
  return EXIT.done;
}

function notLocked(target: string, io: Io): number {
  io.stdout.write(`Nothing to do: ${target} is not locked.\n`);
  return EXIT.done;
}

/** Why the run may be alive; null where it is certainly dead, or had its time. */
function signOfLife({ runner, leaseUntil }: RecordedRun, io: Io): string | null {
  if (isGone(runner, io.runner)) return null;
  if (runner.host === io.runner.host) return `process ${runner.process} is running on this host`;
  if (io.clock.now() >= leaseUntil) return null;
  return `its lease ends at ${isoTime(leaseUntil)}`;
}

function questionAbout(target: string, { runner }: RecordedRun, doubt: string): Question {
  const message = `${target} is locked by the run of ${whose(runner)}, which may be alive: ${doubt}`;
  const hint = 'two runs at once harm each other; where you know that it is dead, run unlock with --yes';
  return { text: `${message}.\nUnlock it?`, unasked: { message, hint }, declined: 'Not unlocked.' };
}

function whose(runner: RecordedRun['runner']): string {
  return printable(`${runner.author ?? 'somebody'} on ${machineOf(runner)}, process ${runner.process}`);
}
