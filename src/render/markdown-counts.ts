/** Tables of numbers, where there is no room for names: an empty cell is none. */
import type { Change } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import { row } from './markdown-changes.ts';

const COLUMNS = ['create', 'update', 'replace', 'delete', 'left alone'] as const;

/** A row a kind. */
export function countTable(changes: readonly Change[]): readonly string[] {
  const kinds = [...groupBy(changes, ({ kind }) => kind)];
  return [
    row(['Kind', ...COLUMNS]),
    row(['---', ...COLUMNS.map(() => '--:')]),
    ...kinds.map(([kind, own]) => {
      const counts = groupBy(own, columnOf);
      return row([kind, ...COLUMNS.map((column) => numberCell(counts.get(column)?.length ?? 0))]);
    }),
  ];
}

function columnOf({ action, status }: Change): (typeof COLUMNS)[number] | null {
  if (status !== 'planned') return 'left alone';
  return action === 'keep' ? null : action;
}

export function numberCell(number: number): string {
  return number === 0 ? '' : String(number);
}
