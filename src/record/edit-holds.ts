/** How one hold is made and taken back among those of others. Pure. */
import { isoTime } from '../model/iso-time.ts';
import type { EditedHolds, RecordedHold } from '../model/recorded-hold.ts';

/** One person holds one thing once: a second time is another end, or another reason. */
export function withHold(holds: readonly RecordedHold[], made: RecordedHold): EditedHolds {
  const others = holds.filter(({ key, owner }) => key !== made.key || owner !== made.owner);
  const { reason, until } = made;
  return { holds: [...others, made], message: `hold ${nameOf(made)} until ${isoTime(until)}: ${reason}` };
}

export function withoutHold(holds: readonly RecordedHold[], gone: RecordedHold): EditedHolds {
  const { owner } = gone;
  return { holds: holds.filter((one) => one !== gone), message: `release ${nameOf(gone)}, held by ${owner}` };
}

/**
 * Whose hold is meant, of those on one thing: that of the owner who is named, else our own, else the only one.
 * Undefined where nobody can tell, or there is none.
 */
export function holdToRelease(
  holds: readonly RecordedHold[],
  { owner, self }: { readonly owner: string | undefined; readonly self: string | null },
): RecordedHold | undefined {
  const ofOwner = holds.find((one) => one.owner === (owner ?? self));
  return ofOwner ?? (owner === undefined && holds.length === 1 ? holds[0] : undefined);
}

function nameOf({ key }: RecordedHold): string {
  return key ?? 'everything';
}
