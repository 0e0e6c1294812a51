import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import type { HistoryEntry } from '../model/record.ts';
import { tally } from '../record/commit-message.ts';
import { printable } from '../render/printable.ts';
import { table } from '../render/table.ts';
import { count } from '../render/words.ts';
import { paintFor, writeResults } from './console-output.ts';
import { EXIT, type Io, type Output } from './io.ts';
import type { OutputOptions } from './options.ts';
import { stoppable } from './stoppable.ts';
import { openTargetRecord, type TargetRecordOptions } from './target-record.ts';

export interface HistoryOptions extends TargetRecordOptions, OutputOptions {}

export async function historyCommand(target: string, options: HistoryOptions, io: Io): Promise<number> {
  const { store, assertDeclared } = await openTargetRecord(target, options, io);
  const runs = await stoppable(io).run(() => store.history(target));
  if (runs.length === 0) assertDeclared();
  const json = (): string =>
    `${JSON.stringify({ target, record: store.describe(target), runs: runs.map(toJson) }, null, 2)}\n`;
  const text = (output: Output | null): string => {
    if (runs.length === 0) return `Nothing was applied to ${target} yet.\n`;
    const paint = paintFor(output, options, io.env);
    const [head = '', ...rows] = table([TITLES, ...runs.map(toRow)]);
    return `${[paint.dim(head), ...rows].join('\n')}\n`;
  };
  writeResults(options.output, (format, output) => (format === 'json' ? json() : text(output)), io);
  return EXIT.done;
}

const TITLES = ['TIME', 'COMMIT', 'AUTHOR', 'DONE'];

function toJson({ time, commit, author, state, counts }: HistoryEntry): Json {
  return { time: isoTime(time), commit, author, state, ...counts };
}

function toRow({ time, commit, author, state, counts }: HistoryEntry): readonly string[] {
  const done = [tally(counts), count(counts.calls, 'call'), ...WORDS[state]].join(' · ');
  // The address is in the JSON; the table has to fit a terminal.
  const name = author === null ? '-' : printable(author.replace(/\s*<[^<>]*>$/, ''));
  return [isoTime(time), commit?.slice(0, 7) ?? '-', name, done];
}

const WORDS: Readonly<Record<HistoryEntry['state'], readonly string[]>> = {
  complete: [],
  partial: ['stopped part-way'],
  interrupted: ['interrupted'],
  open: ['not ended'],
};
