import { MuleteerError } from '../model/errors.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import { openHolds } from '../reconcile/hold-recorded.ts';
import { holdToRelease, withoutHold } from '../record/edit-holds.ts';
import { list } from '../render/words.ts';
import type { Held } from './held-address.ts';
import { type OpenedHolds, writeDone } from './holds-output.ts';
import { EXIT } from './io.ts';
import { ourName } from './make-hold.ts';

export async function releaseHold(held: Held, opened: OpenedHolds): Promise<number> {
  const { target, key, address } = held;
  const { record, options, io } = opened;
  const self = await ourName(record);
  const now = io.clock.now();
  const gone: RecordedHold[] = [];
  const holds = await record.holds.edit(target, (kept) => {
    const open = openHolds(kept, now);
    const own = open.filter((one) => one.key === key);
    const meant = holdToRelease(own, { owner: options.owner, self });
    gone.splice(0);
    if (meant === undefined && own.length > 0) throw heldByOthers(address, own);
    if (meant === undefined) return null;
    gone.push(meant);
    return withoutHold(open, meant);
  });
  const said = gone.map(({ owner, reason }) => `Released ${address}, held by ${owner}: ${reason}`);
  const left = { target, holds: openHolds(holds, now) };
  writeDone(said[0] ?? `Nothing to do: nobody holds ${address}`, left, held, opened);
  return EXIT.done;
}

/** Two people may hold one thing for two reasons: who takes back whose has to be said. */
function heldByOthers(address: string, holds: readonly RecordedHold[]): MuleteerError {
  const owners = list(holds.map(({ owner }) => owner));
  return new MuleteerError('usage', `${address} is held by ${owners}`, {
    hint: 'say with --owner NAME whose hold you take back; nothing was released',
  });
}
