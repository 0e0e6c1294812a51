import { createGitRecord, openerOf } from '../../../../../src/record/git-record.ts';
import { byHand } from '../../../../commands/by-hand.ts';
import type { Estate } from '../../../stage.ts';
import { fullEstate } from '../../full-estate.ts';

/** A run of another machine that took the lock, and will never come back. */
async function leaveLock({ folder }: Estate): Promise<void> {
  const env = { ...process.env, GIT_AUTHOR_NAME: 'Ada Ops', GIT_AUTHOR_EMAIL: 'ada@example.test' };
  const store = createGitRecord({
    open: openerOf(folder, env),
    remoteOf: () => null,
    clock: { now: Date.now, sleep: async () => {} },
    runner: { host: 'build-7', process: 4711, isAlive: () => false },
    newRun: () => 'dead-run',
    key: null,
  });
  const loaded = await store.load('production');
  if (loaded === null) throw new Error('nothing was applied yet');
  await store.begin({
    target: 'production',
    estate: loaded.estate,
    source: { commit: null, dirty: false },
    loaded,
    plan: 'sha256:dead',
    calls: ['one', 'two'],
    leaseMs: 900_000,
  });
}

export const stage = fullEstate({
  meanwhile: {
    'orders-api-is-stopped': async (estate) => {
      const hand = await byHand(estate);
      await hand.change('/applications', 'orders-api', { desiredStatus: 'STOPPED' });
    },
    'a-build-agent-dies': leaveLock,
  },
});
