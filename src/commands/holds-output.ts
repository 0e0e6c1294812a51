/** What is held, for people and for programs. */
import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import { describeHold, type RecordedHold } from '../model/recorded-hold.ts';
import type { DesiredTarget } from '../model/target.ts';
import { shortAddresses } from '../reconcile/addresses.ts';
import { printable } from '../render/printable.ts';
import { table } from '../render/table.ts';
import { paintFor, writeResults } from './console-output.ts';
import type { Held } from './held-address.ts';
import type { Io } from './io.ts';
import type { OpenedRecord } from './open-record.ts';
import type { OutputOptions } from './options.ts';
import type { TargetRecordOptions } from './target-record.ts';

export interface HoldOptions extends TargetRecordOptions, OutputOptions {
  readonly reason?: string;
  readonly until?: string;
  readonly owner?: string;
  readonly release?: true;
  readonly list?: true;
}

/** Everything that the command works with. */
export interface OpenedHolds {
  readonly targets: readonly DesiredTarget[];
  readonly record: OpenedRecord;
  readonly options: HoldOptions;
  readonly io: Io;
}

/** The holds of one target, none of which is over. */
export interface TargetHolds {
  readonly target: string;
  readonly holds: readonly RecordedHold[];
}

/** Everything that is held, as a table or as JSON. */
export function writeHolds(all: readonly TargetHolds[], opened: OpenedHolds): void {
  const { options, io } = opened;
  const rows = all.flatMap(({ target, holds }) =>
    holds.map((hold) => [addressOf(hold, target, opened), isoTime(hold.until), hold.owner, hold.reason]),
  );
  writeResults(
    options.output,
    (format, output) => {
      if (format === 'json') return holdsJson(all, opened);
      if (rows.length === 0) return `Nothing is held on ${all.map(({ target }) => target).join(', ')}.\n`;
      const [head = '', ...lines] = table([TITLES, ...rows.map((row) => row.map(printable))]);
      return `${[paintFor(output, options, io.env).dim(head), ...lines].join('\n')}\n`;
    },
    io,
  );
}

const TITLES = ['HELD', 'UNTIL', 'OWNER', 'REASON'];

/** What was done, and who else holds the same thing, or all of its target; as JSON, all that is held there. */
export function writeDone(
  said: string,
  { target, holds }: TargetHolds,
  { key }: Pick<Held, 'key'>,
  opened: OpenedHolds,
): void {
  const same = holds.filter((hold) => hold.key === null || hold.key === key);
  const lines = [said, ...same.map((hold) => `It is ${describeHold(hold, target)}`)];
  const text = lines.map((line) => `${printable(line)}\n`).join('');
  writeResults(
    opened.options.output,
    (format) => (format === 'json' ? holdsJson([{ target, holds }], opened) : text),
    opened.io,
  );
}

function holdsJson(all: readonly TargetHolds[], opened: OpenedHolds): string {
  const json: Json = {
    targets: all.map(({ target, holds }) => ({
      name: target,
      kept: opened.record.holds.describe(target),
      holds: holds.map((hold) => ({
        address: addressOf(hold, target, opened),
        reason: hold.reason,
        owner: hold.owner,
        since: isoTime(hold.since),
        until: isoTime(hold.until),
      })),
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function addressOf({ key }: RecordedHold, target: string, { targets }: OpenedHolds): string {
  if (key === null) return target;
  const desired = targets.find(({ name }) => name === target);
  const named = (desired?.resources ?? []).map((one) => [one.key, one.identity] as const);
  return shortAddresses(target, new Map(named))(key);
}
