import type { RecordStore } from '../model/record.ts';

/**
 * Remembers nothing. Every comparison is two-way: what a service does not give back stays unknown, and nothing
 * counts as ours to delete.
 */
export const noRecord: RecordStore = {
  load: async () => null,
  begin: async () => ({ done: async () => {}, end: async () => {} }),
};
