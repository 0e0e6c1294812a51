/** `-o ndjson`: what happens, one JSON object a line, as it happens. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { diagnosticEvent, errorEvent, planEvents, type UiEvent, versionEvent } from '../render/events.ts';
import { VERSION } from '../version.ts';
import { notWritable } from './console-output.ts';
import type { Io } from './io.ts';
import type { OutputOptions, Sink } from './options.ts';

export interface EventStream {
  emit(...events: readonly UiEvent[]): void;
  plan(plan: Plan, options: { readonly all?: true }): void;
  diagnostics(diagnostics: readonly Diagnostic[]): void;
  /** @throws MuleteerError when an event could not be written to its file */
  close(): void;
}

/** Runs a command that tells what it does. What ends it early is an event as well. */
export async function withEvents(
  { output }: Pick<OutputOptions, 'output'>,
  io: Io,
  command: (events: EventStream) => Promise<number>,
): Promise<number> {
  const writers = output.filter(({ format }) => format === 'ndjson').map((sink) => openWriter(sink, io));
  const emit = (...events: readonly UiEvent[]): void => {
    for (const event of events) for (const { write } of writers) write(lineOf(event, io));
  };
  const close = (): void => {
    const failures = writers.splice(0).flatMap((writer) => writer.close() ?? []);
    if (failures[0] !== undefined) throw failures[0];
  };
  emit(versionEvent(VERSION));
  try {
    const code = await command({
      emit,
      plan: (plan, { all = false }) => emit(...planEvents(plan, { all })),
      diagnostics: (diagnostics) => emit(...diagnostics.map(diagnosticEvent)),
      close,
    });
    close();
    return code;
  } catch (error) {
    emit(eventOf(error));
    for (const writer of writers.splice(0)) writer.close();
    throw error;
  }
}

/** Where events go to stdout, they take the place of what would stand on stderr but for errors. */
export function besideEvents<Options extends OutputOptions>(options: Options): Options {
  const taken = options.output.some(({ format, file }) => format === 'ndjson' && file === null);
  return taken ? { ...options, quiet: true } : options;
}

function lineOf({ level, message, type, payload }: UiEvent, { clock }: Io): string {
  const timestamp = new Date(clock.now()).toISOString();
  const head = { '@level': level, '@message': message, '@module': 'muleteer', '@timestamp': timestamp };
  return `${JSON.stringify({ ...head, type, ...payload })}\n`;
}

export function eventOf(error: unknown): UiEvent {
  if (error instanceof MuleteerError) return errorEvent(error.code, error.message, error.hint);
  return errorEvent('bug', error instanceof Error ? error.message : String(error), null);
}

interface Writer {
  write(line: string): void;
  /** Why a line was lost; null where none was. */
  close(): MuleteerError | null;
}

/** A file that can no longer be written keeps no call from being sent: that is said at the end. */
function openWriter({ file }: Sink, { cwd, stdout, mask }: Io): Writer {
  if (file === null) return { write: (line) => stdout.write(line), close: () => null };
  const path = resolve(cwd, file);
  let failure: MuleteerError | null = null;
  const attempt = <Value>(write: () => Value): Value | null => {
    if (failure !== null) return null;
    try {
      return write();
    } catch (cause) {
      failure = notWritable(path, cause);
      return null;
    }
  };
  const handle = attempt(() => {
    makeFolder(dirname(path));
    return openSync(path, 'w');
  });
  return {
    write: (line) => attempt(() => handle !== null && writeSync(handle, mask.apply(line))),
    close() {
      if (handle !== null) closeSync(handle);
      return failure;
    },
  };
}
