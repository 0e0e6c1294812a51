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
    skip: entry.number('skip') ?? 0,
    times: entry.number('times') ?? 1,
    action: readAction(entry.entry('action') ?? new Entry({}, 'fault.action')),
  };
  entry.done();
  return fault;
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
      return { type, ms: entry.number('ms') ?? 0 };
    case 'truncate':
      return { type };
  }
}

function readRespond(entry: Entry): FaultAction {
  const status = entry.number('status');
  if (status === undefined) throw entry.error('status', 'is required');
  const headers = entry.take('headers');
  const texts = Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
    name,
    String(value),
  ]);
  return { type: 'respond', status, headers: Object.fromEntries(texts), body: entry.take('body') };
}
