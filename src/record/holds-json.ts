/** The holds of one target as JSON, and back: for people too, since they may look with git alone. */
import { isoTime } from '../model/iso-time.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import { type Fields, parseJson, readFields, Unreadable } from './read-fields.ts';
import { stableJson } from './stable-json.ts';
import { checkFormat, FORMAT } from './state-json.ts';

export function holdsText(target: string, holds: readonly RecordedHold[]): string {
  const written = holds.map(({ key, reason, owner, since, until }) => ({
    resource: key,
    reason,
    owner,
    since: isoTime(since),
    until: isoTime(until),
  }));
  return stableJson({ format: FORMAT, target, holds: written });
}

/** @throws Unreadable, TooNew */
export function readHolds(text: string, target: string): readonly RecordedHold[] {
  const fields = readFields(parseJson(text, 'it'), 'it');
  checkFormat(fields);
  const owner = fields.string('target');
  if (owner !== target) throw new Unreadable(`it has the holds of ${owner}, not of ${target}`);
  return fields.list('holds').map((value, index) => readHold(readFields(value, `hold ${index + 1}`)));
}

function readHold(fields: Fields): RecordedHold {
  return {
    key: fields.nullable('resource', (name) => fields.string(name)),
    reason: fields.string('reason'),
    owner: fields.string('owner'),
    since: timeIn(fields, 'since'),
    until: timeIn(fields, 'until'),
  };
}

function timeIn(fields: Fields, name: string): number {
  const time = Date.parse(fields.string(name));
  if (Number.isNaN(time)) throw new Unreadable(`its ${name} is no time`);
  return time;
}

/** What somebody should know who thinks of forgetting holds that cannot be read. */
export const UNHELD = 'without it nothing is held there but what manifests hold';
