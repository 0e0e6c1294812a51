/**
 * The laws of every estate, on one of them: planning only reads; the order of the input changes nothing; apply
 * sends what the plan says, nothing is refused and nothing is disturbed that was not foretold; the plan afterwards
 * is empty and applying it writes nothing; an apply that dies after any call is finished by the next one; and no
 * cheaper sequence of calls reaches the goal.
 */
import { expect } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { Outcome } from '../../src/model/report.ts';
import { linesOf } from '../oracle/agreement.ts';
import type { OracleCase } from '../oracle/arbitrary-case.ts';
import { type SandboxWorld, stateOf } from '../oracle/sandbox-world.ts';
import type { Bench } from '../support/bench.ts';
import { openTurns } from '../support/turns.ts';
import { judgeCost, type Verdict } from './judge-cost.ts';
import { inMemory, type Keeping, type Life, openLife } from './life.ts';

export interface Lived {
  readonly plan: Plan;
  readonly verdict: Verdict | 'away';
}

/** @param chance a number that chooses after which call the apply dies */
export async function obeyLaws(one: OracleCase, chance: number, keeping: Keeping = inMemory): Promise<Lived> {
  const first = await openLife(one, keeping);
  try {
    const { turns, bench } = first;
    const plan = await turns.plan();
    await assertOrderIsNoMatter(first, plan);
    expect(await bench.writes(), 'plan sends only GETs').toEqual([]);

    const before = (await bench.control('GET', 'world')) as never;
    await bench.control('DELETE', 'effects');
    const { outcomes, plans } = await applyToTheEnd(first, plan);
    const [after, log, effects] = (await Promise.all([
      bench.control('GET', 'world'),
      bench.log(),
      bench.effects(),
    ])) as never[];
    if (plans.length === 1) assertSentAsPlanned(plan, log as never, outcomes);
    assertForetold(plans, effects as never);
    await assertNothingLeft(first);

    const end = await endOf(first);
    if (plan.calls.length > 0)
      await assertSurvivesDeath(() => openLife(one, keeping), 1 + (chance % plan.calls.length), end);
    // Whoever came back in between changed what is possible.
    if (plans.length > 1) return { plan, verdict: 'away' };
    const episode = { before, after: after as never, log: log as never, effects: effects as never };
    return { plan, verdict: judgeCost(one.problem, episode) };
  } finally {
    await first.close();
  }
}

/** With every server back, so that what waits for one does not count. */
async function endOf(life: Life): Promise<readonly string[]> {
  const { bench, turns } = life;
  if (await reconnect(bench)) await applyToTheEnd(life, await turns.plan());
  return linesOf(stateOf((await bench.control('GET', 'world')) as SandboxWorld));
}

interface Applied {
  readonly outcomes: readonly Outcome[];
  readonly plans: readonly Plan[];
}

/** Applies may be needed once more where a server is away: what is sent to it arrives when it is back. */
async function applyToTheEnd({ turns, bench }: Life, first: Plan): Promise<Applied> {
  const all: Outcome[] = [];
  const plans: Plan[] = [];
  for (let plan = first; ; plan = await turns.plan()) {
    plans.push(plan);
    const { outcomes } = await turns.apply(plan);
    await bench.settle();
    const refused = outcomes.filter(
      ({ error, accepted }) => error !== null && !accepted && !/^it waits for/.test(error),
    );
    expect(
      refused.map(({ call, key, error }) => `${call} ${key}: ${error}`),
      'nothing is refused',
    ).toEqual([]);
    all.push(...outcomes);
    if (outcomes.every(({ error }) => error === null)) return { outcomes: all, plans };
    const unhealthy = outcomes.flatMap(({ call, key, error }) =>
      error === null ? [] : [`${call} ${key}: ${error}`],
    );
    expect(
      (await reconnect(bench)) ? '' : unhealthy.join('\n'),
      'unhealthy, although every server is there',
    ).toBe('');
  }
}

async function reconnect(bench: Bench): Promise<boolean> {
  const { servers } = (await bench.control('GET', 'world')) as SandboxWorld;
  const away = servers.filter(({ status }) => status === 'DISCONNECTED');
  for (const { name } of away) await bench.control('POST', `servers/${name}`, { status: 'RUNNING' });
  await bench.settle();
  return away.length > 0;
}

async function assertOrderIsNoMatter({ bench, openStore }: Life, plan: Plan): Promise<void> {
  const turned = await openTurns({ bench, store: openStore(), path: 'turned-round' });
  const other = await turned.plan();
  await turned.close();
  expect(other.fingerprint, 'input order changes nothing').toBe(plan.fingerprint);
  expect(other.calls.map(({ id, method, path }) => `${id} ${method} ${path}`)).toEqual(
    plan.calls.map(({ id, method, path }) => `${id} ${method} ${path}`),
  );
}

type Log = Awaited<ReturnType<Bench['log']>>;

function assertSentAsPlanned({ calls }: Plan, log: Log, outcomes: readonly Outcome[]): void {
  const masked = (path: string): string => path.replace(/\{[^}]*\}|\d{4,}/g, 'ID');
  const skipped = new Set(outcomes.filter(({ result }) => result === 'skipped').map(({ call }) => call));
  const planned = calls
    .filter(({ id }) => !skipped.has(id))
    .map(({ method, path }) => `${method} ${masked(path)}`);
  const sent = log
    .filter(({ write, service }) => write && service !== 'accounts')
    .map(({ method, path }) => `${method} ${masked(path)}`);
  expect([...sent].sort(), 'apply sends what the plan says').toEqual([...planned].sort());
}

function assertForetold(plans: readonly Plan[], observed: Awaited<ReturnType<Bench['effects']>>): void {
  const foretold = new Set(
    plans
      .flatMap(({ calls }) => calls)
      .flatMap(({ effects }) => effects.map((effect) => `${effect.class} ${effect.subject}`)),
  );
  const happened = observed.map(
    (effect) =>
      `${effect.class} ${effect.subject.replace(/@(\w)(\w+):/, (_, first: string, rest: string) => `@${first.toUpperCase()}${rest}:`)}`,
  );
  const surprises = happened.filter((effect) => !foretold.has(effect));
  expect(surprises, 'nothing is disturbed that was not foretold').toEqual([]);
}

async function assertNothingLeft({ turns, bench }: Life): Promise<void> {
  await bench.clearLog();
  const after = await turns.plan();
  expect(
    after.calls.map(({ key, verb }) => `${key} ${verb}`),
    'the plan after apply is empty',
  ).toEqual([]);
  await turns.apply(after);
  expect(await bench.writes(), 'a second apply writes nothing').toEqual([]);
}

async function assertSurvivesDeath(
  open: () => Promise<Life>,
  calls: number,
  end: readonly string[],
): Promise<void> {
  const life = await open();
  try {
    await life.turns.applyAndDie(await life.turns.plan(), calls);
    await life.bench.settle();
    const next = await openTurns({
      bench: life.bench,
      store: life.openStore(),
      path: 'as-written',
    });
    try {
      await applyToTheEnd({ ...life, turns: next }, await next.plan());
      await life.bench.settle();
      const left = (await next.plan()).calls.map(({ key, verb }) => `${key} ${verb}`).join('\n');
      expect(left, `the plan after dying at call ${calls} and applying again`).toBe('');
      expect(
        await endOf({ ...life, turns: next }),
        `the estate after dying at call ${calls} and applying again`,
      ).toEqual(end);
    } finally {
      await next.close();
    }
  } finally {
    await life.close();
  }
}
