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
import { releaseHold } from './release-hold.ts';
import { stoppable } from './stoppable.ts';

export async function holdCommand(
  address: string | undefined,
  options: HoldOptions,
  io: Io,
): Promise<number> {
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
