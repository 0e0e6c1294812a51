import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isObject } from '../http/read-input.ts';
import { Entry } from '../world/entry.ts';
import type { Fault, FaultAction } from '../world/fault.ts';

/** @throws WorldError with one line. */
export function readFault(id: number, body: unknown): Fault {
  const entry = new Entry(body, 'fault');
  const match = entry.entry('match');
  const method = match?.optionalText('method');
  const path = match?.optionalText('path');
  if (path !== undefined) checkPattern(entry, path);
  match?.done();
  const fault: Fault = {
    id,
    match: { ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }) },
    skip: countAt(entry, 'skip', 0) ?? 0,
    times: countAt(entry, 'times', 1) ?? 1,
    ...readChance(entry),
    action: readAction(entry.entry('action') ?? new Entry({}, 'fault.action')),
  };
  entry.done();
  return fault;
}

function readChance(entry: Entry): Pick<Fault, 'chance' | 'random'> {
  const chance = entry.number('chance') ?? 1;
  if (chance < 0 || chance > 1) throw entry.error('chance', 'must be from 0 to 1');
  return { chance, random: randomFrom(countAt(entry, 'seed', 0) ?? 1) };
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function checkPattern(entry: Entry, pattern: string): void {
  try {
    new RegExp(pattern);
  } catch {
    throw entry.error('match.path', 'must be a regular expression');
  }
}

function readAction(entry: Entry): FaultAction {
  const type = entry.choice('type', ['respond', 'drop', 'delay', 'truncate']);
  switch (type) {
    case undefined:
      throw entry.error('type', 'is required');
    case 'respond':
      return readRespond(entry);
    case 'drop':
      return { type, when: entry.choice('when', ['before', 'after']) ?? 'before' };
    case 'delay':
      return {
        type,
        ms: countAt(entry, 'ms', 0) ?? 0,
        when: entry.choice('when', ['before', 'after']) ?? 'before',
      };
    case 'truncate':
      return { type };
  }
}

function readRespond(entry: Entry): FaultAction {
  const status = entry.number('status');
  if (status === undefined) throw entry.error('status', 'is required');
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw entry.error('status', 'must be from 100 to 599');
  }
  return { type: 'respond', status, headers: readHeaders(entry), body: entry.take('body') };
}

function readHeaders(entry: Entry): Record<string, string> {
  const headers = entry.take('headers') ?? {};
  if (!isObject(headers)) throw entry.error('headers', 'must be a mapping');
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  for (const [name, value] of texts) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw entry.error('headers', `has something that cannot be sent: ${JSON.stringify(name)}`);
    }
  }
  return Object.fromEntries(texts);
}

function countAt(entry: Entry, key: string, least: number): number | undefined {
  const count = entry.number(key);
  if (count !== undefined && (!Number.isInteger(count) || count < least)) {
    throw entry.error(key, `must be a whole number, ${least} or more`);
  }
  return count;
}
