/** Services that end while a write is on its way. */
import { expect } from 'vitest';
import { intend } from './commits.ts';
import { RESOURCES, TARGETS, type Target, writesBetween } from './estate.ts';
import type { Story } from './story.ts';

/** The service is told to stop while a write is on its way, and starts again. */
export async function stopInMidTurn(story: Story): Promise<void> {
  const target = prepare(story);
  story.otherwise.set(target, ['applied', 'applied, waits', 'partial, waits']);
  await story.commit();
  const { driven, judge } = story;
  story.onTheWay = async (request) => {
    if (!isWriteTo(target, request)) return undefined;
    story.onTheWay = () => undefined;
    await driven.until(() => TARGETS.every((one) => one === target || judge.of(one).running === null));
    driven.service.stop();
    return undefined;
  };
  askAgain(story);
  expect([0, 130]).toContain(await driven.service.ended);
  expect(driven.leftovers()).toEqual({ beats: 0, timers: 0, listeners: 0 });
  await startAgain(story, target);
}

/** The service is gone while a write is on its way, which arrives or does not; nobody hears of it. */
export async function killInMidTurn(story: Story): Promise<void> {
  const target = prepare(story);
  await story.commit();
  const { driven, judge, chance } = story;
  const arrives = chance.below(2) === 0;
  await new Promise<void>((killed) => {
    story.onTheWay = async (request) => {
      if (!isWriteTo(target, request)) return undefined;
      story.onTheWay = () => undefined;
      await driven.until(() => TARGETS.every((one) => one === target || judge.of(one).running === null));
      if (arrives) await story.deliver(request);
      killed();
      return story.hold();
    };
    askAgain(story);
  });
  await startAgain(story, target);
}

/** Two writes to one target at least, one after the other. */
function prepare(story: Story): Target {
  const target = story.chance.oneOf(TARGETS);
  const { live, wanted } = story;
  intend(story, [target]);
  intend(story, [target]);
  const writes = RESOURCES.flatMap((one) => writesBetween(one, live.get(one), wanted.get(one)));
  expect(writes.length).toBeGreaterThanOrEqual(2);
  return target;
}

function askAgain({ driven, judge }: Story): void {
  judge.allow('signal', 1);
  driven.service.hangUp();
}

function isWriteTo(
  target: Target,
  { method, path }: { readonly method: string; readonly path: string },
): boolean {
  if (method === 'GET') return false;
  return target === 'mmc' ? path.startsWith('/mmc/') : path.startsWith('/hybrid/');
}

async function startAgain(story: Story, target: Target): Promise<void> {
  await story.gone(target);
  story.otherwise.clear();
  story.source = story.chance.oneOf(['work tree', 'remote'] as const);
  const { get, idle } = await story.start();
  expect((await get('/healthz')).status).toBe(200);
  await idle();
}
