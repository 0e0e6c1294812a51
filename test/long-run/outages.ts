/** Back ends that do not answer, or do not let us in. */
import { expect } from 'vitest';
import { fault } from '../support/estate.ts';
import { intend } from './commits.ts';
import { TARGETS, type Target } from './estate.ts';
import type { Story } from './story.ts';
import { INTERVAL } from './turn-judge.ts';

const MINUTE = 60_000;

interface BackEnd {
  readonly path: string;
  readonly targets: readonly Target[];
}

const RUNTIME_MANAGER: BackEnd = { path: '^/(hybrid|accounts)/', targets: ['production', 'staging'] };
const CONSOLE: BackEnd = { path: '^/mmc/', targets: ['mmc'] };

export async function outagesOfRuntimeManager(story: Story): Promise<void> {
  await outage(story, RUNTIME_MANAGER, 8 + story.chance.below(8));
  await outage(story, RUNTIME_MANAGER, 6);
}

export async function outagesOfConsole(story: Story): Promise<void> {
  await outage(story, CONSOLE, 8 + story.chance.below(8));
  await outage(story, CONSOLE, 6);
}

/** One back end is away for some minutes, more than an interval. The other's targets have their turns as ever. */
async function outage(story: Story, { path, targets }: BackEnd, minutes: number): Promise<void> {
  const { chance, driven, judge } = story;
  const kind = chance.oneOf([500, 503, 'drop'] as const);
  if (kind === 'drop') {
    story.onTheWay = (request) => (new RegExp(path).test(request.path) ? 'drop' : undefined);
  } else await fault(story.bench, { path }, { type: 'respond', status: kind, body: {} }, 1e9);
  for (const target of targets) story.otherwise.set(target, ['failed']);
  const others = TARGETS.filter((target) => !targets.includes(target));
  const before = new Map(others.map((target) => [target, judge.of(target).turns.length]));
  const began = driven.now();
  if (chance.below(2) === 0) {
    intend(story);
    await story.commit();
    if (story.source === 'work tree') await driven.service.changed();
  }
  await driven.pass(minutes * MINUTE);
  const intervals = Math.floor((driven.now() - began) / (1.1 * INTERVAL + 30_000));
  for (const target of others) {
    const had = judge.of(target).turns.length - (before.get(target) ?? 0);
    expect(had, `${target} goes on while ${targets.join(' and ')} cannot`).toBeGreaterThanOrEqual(intervals);
  }
  for (const target of targets) expect(judge.of(target).failures).toBeGreaterThan(0);
  await story.audit(`an outage (${kind}) of ${targets.join(' and ')}`);
  await story.bench.control('DELETE', 'faults');
  story.onTheWay = () => undefined;
  story.otherwise.clear();
  await driven.pass(1.1 * INTERVAL);
  for (const target of targets) expect(judge.of(target).failures).toBe(0);
  await story.audit(`after an outage (${kind}) of ${targets.join(' and ')}`);
}

/** The token dies in the middle of a turn, and another one is got. */
export async function expiredToken(story: Story): Promise<void> {
  const { driven, bench } = story;
  await story.harvest();
  await bench.control('PATCH', 'switches', { tokenSeconds: 200 });
  let expired = 0;
  story.onTheWay = async ({ path }) => {
    if (expired === 1 || !path.startsWith('/hybrid/')) return undefined;
    expired = 1;
    await bench.control('POST', 'clock', { advanceMs: 201_000 });
    return undefined;
  };
  await driven.pass(1.1 * INTERVAL);
  story.onTheWay = () => undefined;
  await bench.control('PATCH', 'switches', { tokenSeconds: 3_600 });
  const rows = await story.harvest();
  expect(expired).toBe(1);
  expect(rows.some(({ status, service }) => status === 401 && service === 'runtime-manager')).toBe(true);
}

/** Nobody is let in: that does not pass by itself, and waits for somebody who says that it did. */
export async function refusedSignIn(story: Story): Promise<void> {
  const { driven, judge } = story;
  await fault(
    story.bench,
    { path: '/oauth2/token$' },
    { type: 'respond', status: 401, body: 'Unauthorized' },
    1e9,
  );
  const targets = ['production', 'staging'] as const;
  for (const target of targets) story.otherwise.set(target, ['failed, waits']);
  await driven.pass(1.1 * INTERVAL);
  const before = targets.map((target) => judge.of(target).turns.length);
  await driven.pass(3 * INTERVAL);
  expect(targets.map((target) => judge.of(target).turns.length)).toEqual(before);
  await story.audit('a refused sign-in');
  await story.bench.control('DELETE', 'faults');
  story.otherwise.clear();
  judge.allow('signal', 1);
  driven.service.hangUp();
  await driven.idle();
  judge.allowNoMore();
  expect(targets.map((target) => judge.of(target).failures)).toEqual([0, 0]);
}
