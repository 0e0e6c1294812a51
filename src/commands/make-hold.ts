import { describeNoEnd } from '../manifests/end-words.ts';
import { readDuration } from '../model/duration.ts';
import { MuleteerError } from '../model/errors.ts';
import { holdEnd } from '../model/hold-end.ts';
import { isoTime } from '../model/iso-time.ts';
import { openHolds } from '../reconcile/hold-recorded.ts';
import { withHold } from '../record/edit-holds.ts';
import type { Held } from './held-address.ts';
import { type OpenedHolds, writeDone } from './holds-output.ts';
import { EXIT } from './io.ts';
import type { OpenedRecord } from './open-record.ts';

export async function makeHold(held: Held, opened: OpenedHolds): Promise<number> {
  const { target, key, address } = held;
  const { record, options, io } = opened;
  const reason = (options.reason ?? '').trim();
  if (reason === '') throw lacking('--reason TEXT', 'every plan shows it to whoever wonders');
  if (options.until === undefined) throw lacking('--until WHEN', 'it ends by itself: 4h, or 2026-08-20');
  const since = io.clock.now();
  const until = endOf(options.until, since);
  const owner = options.owner ?? (await ourName(record));
  if (owner === null) throw lacking('--owner NAME', 'git does not know here who you are');
  const made = { key, reason, owner, since, until };
  const holds = await record.holds.edit(target, (kept) => withHold(openHolds(kept, since), made));
  const others = { target, holds: holds.filter((one) => one !== made) };
  writeDone(`Held ${address} until ${isoTime(until)}, by ${owner}: ${reason}`, others, held, opened);
  if (staysHere(target, opened)) io.stderr.write(STAYS_HERE);
  return EXIT.done;
}

/** As this place knows people; the address is in the commit. */
export async function ourName({ holds }: OpenedRecord): Promise<string | null> {
  return (await holds.author())?.replace(/\s*<[^<>]*>$/, '') ?? null;
}

const STAYS_HERE =
  'Only who plans in this clone knows of it; with a remote for the record (--record-remote) all do.\n';

function staysHere(target: string, { record, options }: OpenedHolds): boolean {
  return options.quiet !== true && options.record === undefined && record.remoteOf(target) === null;
}

/** @throws MuleteerError `usage` for what is no time, or over */
function endOf(written: string, now: number): number {
  const length = readDuration(written);
  const end = length === null ? holdEnd(written) : now + length;
  if (end === null) {
    const hint =
      'write how long (90m, 4h), a day (2026-08-20), or a time with its zone (2026-08-20T18:00:00Z)';
    const words = describeNoEnd(written);
    throw new MuleteerError('usage', `--${words?.message ?? `until ${written}`}`, { hint });
  }
  if (end > now) return end;
  throw new MuleteerError('usage', `--until: ${written} is over already`, {
    hint: 'a hold ends in the future',
  });
}

function lacking(what: string, hint: string): MuleteerError {
  return new MuleteerError('usage', `hold needs ${what}`, { hint });
}
