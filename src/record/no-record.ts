import { MuleteerError } from '../model/errors.ts';
import type { RecordRun, RecordStore } from '../model/record.ts';
import { createSealer } from './seal.ts';

const FORGETFUL: RecordRun = { note: async () => {}, end: async () => {} };

/**
 * Remembers nothing. Every comparison is two-way: what a service does not give back stays unknown, and nothing
 * counts as ours to delete.
 */
export const noRecord: RecordStore = {
  remembers: false,
  describe: () => null,
  load: async () => null,
  seal: createSealer(null),
  begin: async () => FORGETFUL,
  history: async (target) => {
    throw new MuleteerError('usage', `no record is kept, so nothing is known of earlier runs on ${target}`, {
      hint: 'keep one in git, or in a folder with --record file:PATH',
    });
  },
  unlock: async () => null,
};
