/** Hooks that come in masses. */
import { expect } from 'vitest';
import { intend } from './commits.ts';
import { TARGETS } from './estate.ts';
import { push } from './pushes.ts';
import type { Story } from './story.ts';

/** A hook that comes upon another waits so long. */
const GATHERED_MS = 5_000;
const STORM = 1_000;

/** A thousand pushes within a second are two turns of each target at most. */
export async function storm(story: Story): Promise<void> {
  const { driven, judge, chance } = story;
  const hasNews = chance.below(2) === 0;
  // Whatever comes upon an earlier one waits.
  await driven.pass(GATHERED_MS);
  const before = TARGETS.map((target) => judge.of(target).turns.length);
  if (hasNews) {
    intend(story);
    await story.commit();
  }
  judge.allow('hook', 2);
  const began = driven.now();
  for (let posted = 0; posted < STORM; posted += 100) {
    const statuses = await Promise.all(Array.from({ length: 100 }, () => push(story)));
    expect(new Set(statuses)).toEqual(new Set([202]));
    driven.gather(began + GATHERED_MS);
    await driven.pass(100);
  }
  await driven.pass(2 * GATHERED_MS);
  judge.allowNoMore();
  const had = TARGETS.map((target, index) => judge.of(target).turns.slice(before[index]));
  for (const turns of had) {
    const because = turns.filter(({ trigger }) => trigger === 'hook' || trigger === 'commit');
    expect(because.length).toBeGreaterThan(0);
    expect(because.length).toBeLessThanOrEqual(2);
  }
}

/** Posts of somebody who does not know the secret cost nothing. */
export async function hostilePosts(story: Story): Promise<void> {
  const { judge, driven } = story;
  await story.harvest();
  const before = judge.count();
  const statuses = await Promise.all(Array.from({ length: 50 }, () => push(story, 'another secret')));
  expect(new Set(statuses)).toEqual(new Set([401]));
  await driven.idle();
  expect(judge.count()).toBe(before);
  expect((await story.harvest()).length).toBe(0);
}
