/**
 * Stories, one folder each: a world, manifests, and what Muleteer says and does about them. The golden file shows
 * the plan as a person sees it, its calls, what apply sent, and which effects were foretold and which happened.
 * `UPDATE_GOLDEN=1 npx vitest run test/scenarios` writes them anew; read the difference before committing it.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { bothPlans, expectSame } from '../commands/snapshots.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { planJson } from '../support/laws.ts';
import { CONSOLE, documents, ENVIRONMENT } from '../support/manifests.ts';

const HERE = import.meta.dirname;
const scenarios = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

afterEach(closeBenches);

describe('scenario', () => {
  it.each(scenarios)('%s', async (name) => {
    const folder = join(HERE, name);
    const bench = await openBench(readWorld(folder));
    const flags = await prepare(bench, folder);
    const story = await tell(bench, flags);
    const golden = join(folder, 'expected.golden.txt');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, story);
    expect(story).toBe(readFileSync(golden, 'utf8'));
  });
});

/**
 * A story may have a past: `before/` is applied first, with a record. `flags` are
 * the flags of its apply, `policy` is a line of the target's spec.
 */
async function prepare(bench: Bench, folder: string): Promise<Flags> {
  const flags = existsSync(join(folder, 'flags'))
    ? readFileSync(join(folder, 'flags'), 'utf8').trim().split(/\s+/)
    : [];
  const past = existsSync(join(folder, 'before'));
  const record = past ? ['--record', 'file:record'] : [];
  const policy = existsSync(join(folder, 'policy'))
    ? readFileSync(join(folder, 'policy'), 'utf8').trim()
    : '';
  const environment = policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`;
  await bench.write({ 'targets.yaml': documents(environment, CONSOLE) });
  if (past) {
    cpSync(join(folder, 'before'), bench.folder, { recursive: true });
    const first = await bench.cli(['apply', '--yes', ...record]);
    expect(`${first.code} ${first.stderr}`, 'the past is applied').toMatch(/^0 /);
    await bench.settle();
    for (const { name } of readdirSync(join(folder, 'before'), { withFileTypes: true })) {
      rmSync(join(bench.folder, name), { recursive: true });
    }
  }
  if (existsSync(join(folder, 'manifests')))
    cpSync(join(folder, 'manifests'), bench.folder, { recursive: true });
  return { record, flags };
}

interface Flags {
  readonly record: readonly string[];
  readonly flags: readonly string[];
}

function readWorld(folder: string): WorldInput {
  const path = join(folder, 'world.yaml');
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as WorldInput) : {};
}

async function tell(bench: Bench, { record, flags }: Flags): Promise<string> {
  const plan = await planJson(bench, ...record);
  const text = await bench.cli(['plan', '--target', 'production', ...record], { columns: 100 });
  expectSame(await bothPlans(bench, record));
  const predicted = plan.resource_changes.flatMap(({ effects }) =>
    effects.map((effect) => `${effect.class} ${effect.subject.replace('production/', '')}`),
  );
  await bench.clearLog();
  await bench.control('DELETE', 'effects');
  const applied = await bench.cli(['apply', '--yes', '--timeout', '60s', ...record, ...flags]);
  await bench.settle();
  const writes = await bench.writes();
  const observed = (await bench.effects()).map(({ class: name, subject }) => `${name} ${subject}`);
  const again = await planJson(bench, ...record);
  return [
    section('plan', [text.stdout.trimEnd(), ...(text.stderr === '' ? [] : [text.stderr.trimEnd()])]),
    section(
      'calls',
      plan.calls.map(
        ({ id, method, path, waits_for }) =>
          `${id} ${method} ${masked(path)}${waits_for.length === 0 ? '' : ` after ${waits_for.join(', ')}`}`,
      ),
    ),
    section(`apply, exit ${applied.code}`, writes.map(masked)),
    section('effects foretold', unique(predicted)),
    section('effects observed', unique(observed.map(plainSubject))),
    section(
      'plan afterwards',
      again.calls.map(({ method, path }) => `${method} ${masked(path)}`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `== ${title}\n${lines.length === 0 ? '(nothing)' : lines.join('\n')}\n`;
}

/** Ids differ from world to world and say nothing. */
function masked(path: string): string {
  return path.replace(/\d{4,}/g, 'ID');
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].sort();
}

/** The sandbox names places in full, a plan only where it must. */
function plainSubject(effect: string): string {
  return effect.replace(/@(cluster|serverGroup|server):/, '@');
}
