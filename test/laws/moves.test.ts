/**
 * docs/moves.md, held to what the planner, the oracle and the sandbox say. `UPDATE_GOLDEN=1` writes it anew; read
 * the difference before committing it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Call } from '../../src/model/call.ts';
import type { Plan } from '../../src/model/plan.ts';
import { caseOf } from '../oracle/arbitrary-case.ts';
import type { Cost } from '../oracle/cost.ts';
import { readCalls } from '../oracle/read-log.ts';
import { replay } from '../oracle/replay.ts';
import { search } from '../oracle/search.ts';
import { inputOf, type Sketch } from '../oracle/sketch.ts';
import type { ObservedEffect } from '../support/bench.ts';
import { closePool } from './bench-pool.ts';
import { openLife } from './life.ts';
import { MOVES } from './moves.ts';

const FILE = join(import.meta.dirname, '../../docs/moves.md');

afterAll(closePool);

it('the table of moves is so', { timeout: 60_000 }, async () => {
  const stories: Story[] = [];
  for (const [name, sketch] of Object.entries(MOVES)) stories.push(await tell(name, sketch));
  const text = [
    readFileSync(join(import.meta.dirname, 'moves-intro.md'), 'utf8').trimEnd(),
    [...HEAD, ...stories.map(({ row }) => row)].join('\n'),
    ...stories.map(({ text: story }) => story),
  ].join('\n\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, `${text}\n`);
  expect(`${text}\n`).toBe(readFileSync(FILE, 'utf8'));
});

interface Story {
  readonly row: string;
  readonly text: string;
}

const HEAD = ['| Move | Planned | Minimum | Effects predicted | Observed |', '|---|---|---|---|---|'];

async function tell(name: string, sketch: Sketch): Promise<Story> {
  const one = caseOf(inputOf(sketch));
  const life = await openLife(one);
  try {
    const { bench, turns } = life;
    const plan = await turns.plan();
    const before = (await bench.control('GET', 'world')) as never;
    await turns.apply(plan);
    await bench.settle();
    const after = (await bench.control('GET', 'world')) as never;
    const effects = await bench.effects();
    const log = (await bench.log()) as never;
    const { cost, illegal } = replay(one.problem, readCalls({ before, after, log, effects }));
    expect(illegal).toEqual([]);
    const best = search(one.problem);
    const least = best.outcome === 'found' ? costLine(best.cost) : 'no way: the goal cannot be reached';
    const blocked = plan.changes.flatMap(({ waiting }) => waiting.map(({ message }) => message));
    if (best.outcome === 'found') expect(cost, name).toEqual(best.cost);
    else expect(blocked, name).not.toEqual([]);
    const observed = plain(effects);
    expect(observed, name).toEqual(observed.filter((effect) => predicted(plan).includes(effect)));
    const text = [
      `## ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      ...worldLines(sketch),
      table(plan),
      ...blocked.map((message) => `Waits: ${message}.`),
      [
        `- planned: ${costLine(cost)}`,
        `- the oracle's minimum: ${least}`,
        `- effects predicted: ${listed(predicted(plan))}`,
        `- effects observed: ${listed(observed)}`,
      ].join('\n'),
    ].join('\n\n');
    const row = `| ${name} | ${costLine(cost)} | ${least} | ${listed(predicted(plan))} | ${listed(observed)} |`;
    return { row, text };
  } finally {
    await life.close();
  }
}

function worldLines({ live, desired }: Sketch): readonly string[] {
  const line = (title: string, { places = {}, forms = {}, applications = {} }: Sketch['live']): string => {
    const members = Object.entries(places).map(
      ([place, words]) =>
        `${place}${forms[place] === undefined ? '' : ` (${forms[place]})`}: ${words || 'nobody'}`,
    );
    const deployed = Object.entries(applications).map(([address, words]) => `${address} ${words}`);
    return `${title}: ${[...members, ...deployed].join(' · ') || 'nothing'}`;
  };
  return [`${line('Live', live)}  \n${line('Declared', desired)}`];
}

function table(plan: Plan): string {
  if (plan.calls.length === 0) return 'No call.';
  const rows = plan.calls.map(
    (call) => `| ${call.id} | ${subject(call)} | ${call.verb} | ${call.waitsFor.join(', ')} |`,
  );
  return ['| Call | On | Does | Waits for |', '|---|---|---|---|', ...rows].join('\n');
}

function subject({ key }: Call): string {
  return key.replace(/@\w+:/, '@');
}

function predicted({ calls }: Plan): readonly string[] {
  return plain(calls.flatMap(({ effects }) => effects));
}

function plain(effects: readonly ObservedEffect[]): readonly string[] {
  return [
    ...new Set(effects.map(({ class: name, subject: of }) => `${name} ${of.replace(/@\w+:/, '@')}`)),
  ].sort();
}

function listed(effects: readonly string[]): string {
  return effects.length === 0 ? 'none' : effects.join(', ');
}

function costLine({ restarts, interrupted, calls }: Cost): string {
  const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${counted(restarts, 'restart')}, ${counted(interrupted, 'application')} interrupted, ${counted(calls, 'call')}`;
}
