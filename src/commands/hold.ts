/** An incident's hold without a commit: made, taken back and listed. */
import { type Command, Option } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import type { DesiredTarget } from '../model/target.ts';
import { writeDiagnostics } from './console-output.ts';
import { noCommands } from './exec-options.ts';
import { findHeld } from './held-address.ts';
import { type HoldOptions, type OpenedHolds, writeHolds } from './holds-output.ts';
import { EXIT, type Io } from './io.ts';
import { holdsOf } from './leave-for-later.ts';
import { loadTargets } from './load-targets.ts';
import { makeHold } from './make-hold.ts';
import { assertRecordLasts, openRecord } from './open-record.ts';
import { addFormatOptions } from './options.ts';
import { addRecordOptions } from './record-options.ts';
import { releaseHold } from './release-hold.ts';
import { stoppable } from './stoppable.ts';

export function addHoldCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('hold')
    .description(
      'leave a resource, or all of a target, as it is for a while, without a commit. Contacts nobody but the git remote',
    )
    .argument('[address]', 'a resource, or an Environment or a Console')
    .option('--reason <text>', 'why: every plan shows it')
    .option('--until <when>', 'how long (90m, 4h), a day (to its end, UTC) or a time (2026-08-20T18:00:00Z)')
    .option('--owner <name>', 'whose hold it is (default: who commits here)')
    .addOption(new Option('--release', 'take it back').conflicts(['reason', 'until']))
    .addOption(
      new Option('--list', 'show what is held; without an address on every target').conflicts([
        'reason',
        'until',
        'owner',
        'release',
      ]),
    )
    .option('--path <path>', 'where the manifests are', '.')
    .option('-q, --quiet', 'no word about who else knows of it');
  addFormatOptions(addRecordOptions(command), ['text', 'json']);
  command.action((address: string | undefined, options: HoldOptions) =>
    run(holdCommand(address, options, io)),
  );
}

async function holdCommand(address: string | undefined, options: HoldOptions, io: Io): Promise<number> {
  const { path } = options;
  const { targets, problems } = await loadTargets([path], io, noCommands('it is not needed'));
  const record = await openRecord([path], targets, options, io);
  const opened = { targets, record, options, io };
  if (address === undefined) {
    if (options.list !== true) throw unnamed();
    writeDiagnostics(problems, options, io);
    return problems.length > 0 ? EXIT.error : await list(targets, opened);
  }
  const found = problems.length === 0 ? '' : ', and muleteer validate finds mistakes there';
  const question = { targets, record, where: ` at ${path}${found}` };
  const held = await stoppable(io).run(() => findHeld(address, question));
  if (options.list === true) return await list([{ name: held.target }], opened);
  assertRecordLasts(
    targets.filter(({ name }) => name === held.target),
    record,
    options,
    io,
  );
  return options.release === true ? await releaseHold(held, opened) : await makeHold(held, opened);
}

async function list(targets: readonly Pick<DesiredTarget, 'name'>[], opened: OpenedHolds): Promise<number> {
  const { record, io } = opened;
  const holds = await stoppable(io).run(() => holdsOf(targets, record.holds, io));
  writeHolds(
    [...holds].map(([target, own]) => ({ target, holds: own })),
    opened,
  );
  return EXIT.done;
}

function unnamed(): MuleteerError {
  return new MuleteerError('usage', 'hold needs the address of a resource, or the name of a target', {
    hint: 'muleteer hold --list shows what is held',
  });
}
