/** Commits that are taken, one way or another. */
import { expect } from 'vitest';
import { RESOURCES, type Resource, TARGETS, type Target } from './estate.ts';
import { push } from './pushes.ts';
import type { Story } from './story.ts';
import { INTERVAL } from './turn-judge.ts';

/** Changes something that nobody has touched since all was in sync. Answers with what. */
export function intend(story: Story, targets: readonly Target[] = TARGETS): Resource {
  const { chance, wanted, touched } = story;
  const resource = chance.oneOf(RESOURCES.filter((one) => targets.includes(one.target) && !touched.has(one)));
  const before = wanted.get(resource);
  const others = [...resource.values, undefined].filter((value) => isStep(resource, before, value));
  const value = chance.oneOf(others);
  if (value === undefined) wanted.delete(resource);
  else wanted.set(resource, value);
  touched.add(resource);
  story.flipped.delete(resource);
  return resource;
}

/** One step in one direction: from a version to another, or from one state to the other. */
export function isStep({ kind }: Resource, before: string | undefined, after: string | undefined): boolean {
  if (before === after) return false;
  if (kind !== 'Application' || before === undefined || after === undefined) return true;
  return before.split(' ').filter((part, index) => part === after.split(' ')[index]).length === 1;
}

/** The service learns of a commit in one way or another. */
export async function tell(story: Story): Promise<void> {
  const { driven, chance, source } = story;
  const way = chance.oneOf(['watch', 'hook', 'interval']);
  if (way === 'watch' && source === 'work tree') await driven.service.changed();
  else if (way === 'hook') expect(await push(story)).toBe(202);
  else await driven.pass(1.1 * INTERVAL);
  await driven.idle();
}

export async function goodCommit(story: Story): Promise<void> {
  for (let edits = 1 + story.chance.below(3); edits > 0; edits -= 1) intend(story);
  const made = await story.commit();
  await tell(story);
  expect(story.judge.commit()).toBe(made);
}
