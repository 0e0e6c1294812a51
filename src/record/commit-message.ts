import type { RunCounts } from '../model/record.ts';
import type { KeptRun, RecordState } from './record-state.ts';

/** What `git log` shows of a swap: a line for people, then which run it was. */
export function commitMessage(before: RecordState | null, next: RecordState): string {
  const { runner } = next.run;
  return `${subject(before, next)}\n\nRun: ${runner.run}\nHost: ${runner.host}, process ${runner.process}\n`;
}

/** The run that a message speaks of. */
export function runInMessage(message: string): string | null {
  return /^Run: (.+)$/m.exec(message)?.[1] ?? null;
}

function subject(before: RecordState | null, next: RecordState): string {
  const { run } = next;
  if (run.state !== 'open') return ending(run);
  const isSameRun = before?.run.runner.run === run.runner.run;
  if (!isSameRun && run.done.length === 0 && run.calls.length > 0)
    return `begin ${counted(run.calls.length, 'call')}`;
  if (run.calls.length > 0) return `progress ${run.done.length} of ${run.calls.length}`;
  return `remember ${counted(next.resources.size, 'resource')}`;
}

const WORDS = { complete: 'applied', partial: 'partly applied', interrupted: 'interrupted' };

function ending({ state, source, counts, runner }: KeptRun): string {
  if (state === 'open') return state;
  if (counts === null) return `unlock: the run of ${runner.author ?? 'somebody'} did not end`;
  const commit = source.commit === null ? '' : ` ${source.commit.slice(0, 7)}${source.dirty ? '-dirty' : ''}`;
  return `${WORDS[state]}${commit}: ${tally(counts)}`;
}

/** `1 created, 3 updated`. */
export function tally({ created, updated, replaced, deleted }: RunCounts): string {
  const parts = Object.entries({ created, updated, replaced, deleted }).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'no changes' : parts.map(([word, count]) => `${count} ${word}`).join(', ');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
