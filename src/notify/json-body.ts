/** The body for programs (`schemas/notification.schema.json`). Lists are cut, and say how long they were. */
import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import { cut } from '../render/printable.ts';
import type { NotedChange, NotedFailure, NotedFlip, Notification } from './notification.ts';

const MOST_LISTED = 50;
const LONGEST_TEXT = 1_000;

export function jsonBody(notification: Notification, version: string): Json {
  const { id, time, event, command, target, title, source, message, exitCode, run } = notification;
  const { error, summary, fingerprint, changes, effects, guards, failures, flips } = notification;
  return {
    format_version: '1.0',
    tool_version: version,
    id,
    time: isoTime(time),
    event,
    command,
    target: { name: target.name, kind: target.kind, title },
    source: source === null ? null : { commit: source.commit, dirty: source.dirty },
    message,
    error:
      error === null ? null : { code: error.code, message: short(error.message), hint: hintIn(error.hint) },
    exit_code: exitCode,
    run_url: run,
    summary: summary === null ? null : { ...summary },
    changes: listed(changes).map(changeToJson),
    changes_total: changes.length,
    effects: listed(effects).map((effect) => ({ ...effect })),
    effects_total: effects.length,
    guards: guards.map(({ rule, limit, actual }) => ({ rule, limit, actual })),
    failures: listed(failures).map(failureToJson),
    failures_total: failures.length,
    flips: listed(flips).map(flipToJson),
    flips_total: flips.length,
    fingerprint,
  };
}

function listed<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, MOST_LISTED);
}

function changeToJson({ address, actions, status, cause }: NotedChange): Json {
  return { address, actions, status, cause };
}

function failureToJson({ call, address, error }: NotedFailure): Json {
  return { call, address, error: short(error) };
}

function flipToJson({ address, path, message, hint }: NotedFlip): Json {
  return { address, path, message: short(message), hint: hintIn(hint) };
}

function hintIn(hint: string | null): string | null {
  return hint === null ? null : short(hint);
}

function short(text: string): string {
  return cut(text, LONGEST_TEXT);
}
