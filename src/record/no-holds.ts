import { MuleteerError } from '../model/errors.ts';
import type { HoldStore } from '../model/recorded-hold.ts';

/** Where no record is kept, nobody can hold anything but in a manifest. */
export const noHolds: HoldStore = {
  describe: () => null,
  author: async () => null,
  load: async () => [],
  edit: async (target) => {
    throw new MuleteerError('usage', `no record is kept, so nobody would know of a hold on ${target}`, {
      hint: 'keep one in git, or in a folder with --record file:PATH; a manifest holds with metadata.lifecycle.hold',
    });
  },
};
