/**
 * What holds back some changes of a random estate holds back what could not go without them: the service refuses
 * nothing of what is left, nothing happens that it does not say, no application gets lost meanwhile, and when the
 * hold is over the rest goes as well. FAST_CHECK_SEED and FAST_CHECK_RUNS replay and widen it; a failing seed is printed.
 */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { type RandomCase, randomCase } from './arbitrary-estate.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 12);

const RECORD = ['--record', 'file:record'];
const ALLOW = ['updates', 'restarts', 'deletes', 'irreversible'].flatMap((one) => [`--allow-${one}`, '99']);
const AFTERWARDS = 9 * 3_600_000;

interface Told {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly status: string;
    readonly kind: string;
    readonly name: string;
    readonly reason: string | null;
    readonly change: { readonly actions: readonly string[] };
    readonly calls: readonly string[];
    readonly effects: readonly { readonly class: string; readonly subject: string }[];
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly address: string;
    readonly waits_for: readonly string[];
  }[];
  readonly outcomes?: readonly { readonly result: string; readonly error: string | null }[];
}

afterEach(closeBenches);

it(`some changes may wait (seed ${seed}, ${numRuns} runs)`, { timeout: 120_000 }, async () => {
  const picks = fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(randomCase, picks, holdsWhole), { seed, numRuns, endOnFailure: false });
});

async function holdsWhole({ world, files }: RandomCase, picks: readonly number[]): Promise<void> {
  const bench = await openBench(world);
  try {
    await bench.settle();
    await bench.write(files);
    const active = (await planOf(bench)).resource_changes.filter(({ calls }) => calls.length > 0);
    if (active.length === 0) return;
    const held = [...new Set(picks.map((pick) => active[pick % active.length]?.address ?? ''))];
    for (const address of held) await hold(bench, address);
    await bench.control('DELETE', 'effects');
    const hand = await byHand(bench);
    const before = await hand.names('/applications');
    const told = await apply(bench, 0);
    if (told === null) return;
    for (const address of held) expect(told.calls.map((call) => call.address)).not.toContain(address);
    await expectForetold(bench, told);
    const gone = told.resource_changes.flatMap(({ change: { actions }, calls, name }) =>
      actions.includes('delete') && calls.length > 0 ? [name] : [],
    );
    const after = await hand.names('/applications');
    expect(
      before.filter((name) => !after.includes(name) && !gone.includes(name)),
      'lost',
    ).toEqual([]);
    if ((await apply(bench, AFTERWARDS)) === null) return;
    const rest = await planOf(bench, AFTERWARDS);
    expect(rest.resource_changes.filter(({ status }) => status === 'held')).toEqual([]);
  } finally {
    await closeBenches();
  }
}

async function planOf(bench: Bench, after = 0): Promise<Told> {
  const { stdout, stderr, code } = await bench.cli(['plan', '-o', 'json', ...RECORD], { after });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Told;
}

async function hold(bench: Bench, address: string): Promise<void> {
  const made = ['hold', address, '--reason', 'x', '--until', '8h', '--owner', 'Ada', ...RECORD];
  const { code, stderr } = await bench.cli(made);
  expect(code, stderr).toBe(0);
}

/** Null where something did not become healthy: of that nothing more can be told. */
async function apply(bench: Bench, after: number): Promise<Told | null> {
  const args = ['apply', '--yes', '--timeout', '30s', '-o', 'json', ...RECORD, ...ALLOW];
  const { stdout, stderr, code } = await bench.cli(args, { after });
  const told = JSON.parse(stdout) as Told;
  const ids = new Set(told.calls.map(({ id }) => id));
  expect(told.calls.flatMap(({ waits_for }) => waits_for.filter((id) => !ids.has(id)))).toEqual([]);
  const refused = (told.outcomes ?? []).filter(
    ({ result, error }) =>
      result !== 'done' && error !== null && !/not there after|waits for|wave \S+ did not finish/.test(error),
  );
  expect(refused, stderr).toEqual([]);
  expect([0, 4, 5]).toContain(code);
  await bench.settle();
  return code === 0 ? told : null;
}

async function expectForetold(bench: Bench, { resource_changes }: Told): Promise<void> {
  const foretold = resource_changes.flatMap(({ effects }) =>
    effects.map(({ class: name, subject }) => `${name} ${subject.replace('production/', '')}`),
  );
  const observed = (await bench.effects()).map(
    ({ class: name, subject }) => `${name} ${subject.replace(/@(cluster|serverGroup|server):/, '@')}`,
  );
  expect(observed.filter((effect) => !foretold.includes(effect))).toEqual([]);
}
