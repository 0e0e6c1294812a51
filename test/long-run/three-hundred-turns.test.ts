/**
 * The real service for some hours of a clock that is moved by hand: commits, broken ones, drift, outages, tokens that
 * expire, storms of hooks, restarts in mid-turn. After each of them a model says which turns, calls and metrics there
 * must be. LONG_RUN_SEED repeats one, LONG_RUN_TURNS makes it longer.
 */
import { afterEach, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { stopServices } from '../support/service.ts';
import { brokenCommit, tooMuch } from './bad-commits.ts';
import { type Chance, createChance } from './chance.ts';
import { goodCommit } from './commits.ts';
import { drift, driftThatStays } from './drifts.ts';
import { expiredToken, outagesOfConsole, outagesOfRuntimeManager, refusedSignIn } from './outages.ts';
import { hostilePosts, storm } from './posts.ts';
import { killInMidTurn, stopInMidTurn } from './restarts.ts';
import { openStory, type Story } from './story.ts';
import { INTERVAL } from './turn-judge.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const TURNS = Number(process.env.LONG_RUN_TURNS ?? 300);

type Happening = (story: Story) => Promise<void>;

/** Each of them once, and the everyday ones more often. */
const ROUND: readonly Happening[] = [
  ...[goodCommit, goodCommit, goodCommit, goodCommit, drift, drift, drift],
  ...[
    brokenCommit,
    outagesOfConsole,
    outagesOfRuntimeManager,
    expiredToken,
    refusedSignIn,
    tooMuch,
    driftThatStays,
  ],
  ...[storm, hostilePosts, stopInMidTurn, killInMidTurn],
];

test(`${TURNS} turns`, { timeout: 120_000 + TURNS * 200 }, async () => {
  const seed = Number(process.env.LONG_RUN_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`long run, seed ${seed}\n`);
  const chance = createChance(seed);
  const story = await openStory(chance);
  try {
    const { get, idle } = await story.start();
    expect((await get('/healthz')).status).toBe(200);
    await idle();
    await story.audit('the start');
    await live(story, chance);
    await end(story);
  } finally {
    story.letGo();
  }
  process.stdout.write(`long run, seed ${seed}: ${JSON.stringify(story.tally)}\n`);
  expect(story.tally.turns).toBeGreaterThanOrEqual(TURNS);
});

async function live(story: Story, chance: Chance): Promise<void> {
  for (let left: readonly Happening[] = []; story.turns() < TURNS; left = left.slice(1)) {
    if (left.length === 0) left = chance.shuffled(ROUND);
    const [happen = goodCommit] = left;
    await happen(story);
    await story.audit(happen.name);
    await story.driven.pass(chance.below(2 * INTERVAL));
  }
}

/** All is in sync, by the word of a plan that knows nothing of what happened; and nothing of it stays. */
async function end(story: Story): Promise<void> {
  await story.driven.pass(2 * INTERVAL);
  await story.audit('the end');
  expect(await story.plannedByAnother()).toEqual([]);
  const { service, leftovers } = story.driven;
  service.stop();
  expect(await service.ended).toBe(0);
  expect(leftovers()).toEqual({ beats: 0, timers: 0, listeners: 0 });
  await story.gone();
}
