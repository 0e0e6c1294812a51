import { readObjects } from '../git/commits.ts';
import { MuleteerError } from '../model/errors.ts';
import type { HoldStore, RecordedHold } from '../model/recorded-hold.ts';
import { holdsText, readHolds, UNHELD } from './holds-json.ts';
import { createTargetRefs, type TargetRefsOptions } from './target-refs.ts';

const HOLDS = 'holds.json';

/** How often somebody else may write between our look and our swap. */
const ATTEMPTS = 10;

interface KeptHolds {
  readonly commit: string;
  readonly holds: readonly RecordedHold[];
}

/** `refs/muleteer/holds/TARGET`: a chain of its own, so that an incident needs not wait for whoever applies. */
export function createGitHolds(options: TargetRefsOptions): HoldStore {
  const refs = createTargetRefs({ ...options, folder: 'refs/muleteer/holds', without: UNHELD });
  const newest = new Map<string, KeptHolds>();
  /** A commit never says anything else: whoever looks every few minutes reads it once. */
  const read = (target: string): Promise<KeptHolds | null> =>
    refs.read(target, async (git, commit) => {
      const known = newest.get(target);
      if (known?.commit === commit) return known;
      const [text = ''] = await readObjects(git, [`${commit}:${HOLDS}`]);
      const kept = { commit, holds: readHolds(text, target) };
      newest.set(target, kept);
      return kept;
    });
  /** Null: somebody else was faster, and nothing is different. */
  const write = async (
    target: string,
    parent: string | null,
    { holds, message }: { readonly holds: readonly RecordedHold[]; readonly message: string },
  ): Promise<readonly RecordedHold[] | null> => {
    const changes = new Map([[HOLDS, holdsText(target, holds)]]);
    const commit = await refs.swap(target, { parent, changes, message: `${message}\n` });
    if (commit === null) return null;
    const isSeen = await refs.publish(target, commit).catch(async (error: unknown) => {
      await refs.retract(target, commit, parent);
      throw error;
    });
    if (isSeen) return holds;
    await refs.retract(target, commit, parent);
    return null;
  };
  return {
    describe: refs.describe,
    author: refs.author,
    load: async (target) => (await read(target))?.holds ?? [],
    async edit(target, edit) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await read(target);
        const edited = edit(before?.holds ?? []);
        if (edited === null) return before?.holds ?? [];
        const written = await write(target, before?.commit ?? null, edited);
        if (written !== null) return written;
      }
      throw new MuleteerError('refused', `${refs.describe(target)} does not stand still`, {
        hint: 'others write it all the time; try again',
      });
    },
  };
}
