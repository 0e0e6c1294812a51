/** What somebody changes past git. */
import { expect } from 'vitest';
import { isStep } from './commits.ts';
import type { Resource } from './estate.ts';
import { changeByHand } from './hands.ts';
import type { Story } from './story.ts';
import { INTERVAL } from './turn-judge.ts';

/** Somebody changes by hand what is to be undone. */
async function disturb(story: Story): Promise<void> {
  const { chance, live, touched, flipped } = story;
  const whole = [...live.keys()].filter(
    (one) => one.target !== 'staging' && !touched.has(one) && !flipped.has(one),
  );
  const resource = chance.oneOf(whole);
  const before = live.get(resource);
  const steps = [...resource.values, undefined].filter((value) => isByHand(resource, before, value));
  const value = chance.oneOf(steps);
  touched.add(resource);
  // What goes to and fro too often is left alone.
  flipped.add(resource);
  await changeByHand(story, resource, value);
  if (value === undefined) live.delete(resource);
  else live.set(resource, value);
}

function isByHand(resource: Resource, before: string | undefined, after: string | undefined): boolean {
  if (after === undefined || resource.kind === 'UserGroup') return before !== after;
  return resource.kind === 'Application' && isStep(resource, before, after) && before?.[1] === after[1];
}

export async function drift(story: Story): Promise<void> {
  await disturb(story);
  await story.driven.pass(1.1 * INTERVAL);
}

/** In staging nothing is healed: it is shown, until somebody takes it back. */
export async function driftThatStays(story: Story): Promise<void> {
  const { live, chance, driven, otherwise } = story;
  const groups = [...live.keys()].filter(
    ({ target, kind }) => target === 'staging' && kind === 'ServerGroup',
  );
  const resource = chance.oneOf(groups);
  await changeByHand(story, resource, undefined);
  otherwise.set('staging', ['pending']);
  await driven.pass(1.1 * INTERVAL);
  const { text } = await driven.get('/metrics');
  expect(text).toContain('muleteer_drifted_resources{target="staging"} 1');
  expect(text).toContain('muleteer_pending_changes{target="staging",status="held"} 1');
  expect(text).toContain('muleteer_in_sync{target="staging"} 0');
  await story.audit('drift that stays');
  await changeByHand(story, resource, 'empty');
  otherwise.delete('staging');
  await driven.pass(1.1 * INTERVAL);
}
