/** Commits that are not taken, or not carried out. */
import { expect } from 'vitest';
import { intend, tell } from './commits.ts';
import { drift } from './drifts.ts';
import { TARGETS } from './estate.ts';
import type { Story } from './story.ts';
import { INTERVAL } from './turn-judge.ts';

const BROKEN = [
  'apiVersion: muleteer/v1\nkind: ServerGroup\nmetadata: { name: broken }\nspec: { severs: [] }\n',
  'kind: [unclosed\n',
  'apiVersion: muleteer/v1\nkind: Nonsense\nmetadata: { name: broken }\n',
];

export async function brokenCommit(story: Story): Promise<void> {
  const { chance, driven, judge } = story;
  const before = judge.commit();
  const edited = intend(story, ['production', 'mmc']);
  const broken = await story.commit({ broken: chance.oneOf(BROKEN) });
  if (story.source === 'work tree') await driven.service.changed();
  await driven.pass(1.1 * INTERVAL);
  expect(judge.commit()).toBe(before);
  const { status, text } = await driven.get('/api/status');
  expect([status, JSON.parse(text).broken?.commit]).toEqual([200, broken]);
  expect((await driven.get('/metrics')).text).toContain('muleteer_revision_broken 1');
  await story.audit('a broken commit');
  story.touched.add(edited);
  if (chance.below(2) === 0) await drift(story);
  story.touched.add(edited);
  const made = await story.commit();
  await tell(story);
  expect(judge.commit()).toBe(made);
  expect((await driven.get('/metrics')).text).toContain('muleteer_revision_broken 0');
}

/** A commit that takes away more than the guards of its target allow waits for another commit. */
export async function tooMuch(story: Story): Promise<void> {
  const { chance, live, wanted, driven, judge } = story;
  const target = chance.oneOf(TARGETS);
  const own = [...live.keys()].filter((one) => one.target === target);
  if (own.length === 0) return;
  const gone = chance.oneOf(own);
  const value = wanted.get(gone) ?? '';
  wanted.delete(gone);
  await story.commit({ guarded: target });
  await tell(story);
  const before = judge.of(target).turns.length;
  await driven.pass(3 * INTERVAL);
  expect(judge.of(target).turns).toHaveLength(before);
  await story.audit('too much at once');
  wanted.set(gone, value);
  await story.commit();
  await tell(story);
}
