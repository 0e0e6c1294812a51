/** `apply --plan FILE --reviewed-only`: what is still as it was reviewed; the rest is held, and said. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { fault, openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { applyReviewed, declareGroups, RECORD, review } from './review.ts';

afterEach(closeBenches);

function apply(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return applyReviewed(bench, '--reviewed-only', ...flags);
}

interface Told {
  readonly code: number;
  /** Address → status and reason. */
  readonly changes: Readonly<Record<string, string>>;
  readonly summary: Readonly<Record<string, number>>;
}

async function applyJson(bench: Bench, ...flags: readonly string[]): Promise<Told> {
  const { code, stdout } = await apply(bench, '-o', 'json', ...flags);
  const report = JSON.parse(stdout) as {
    resource_changes: readonly { address: string; status: string; reason: string | null }[];
    summary: Record<string, number>;
  };
  const changes = report.resource_changes.map(
    ({ address, status, reason }) => [address, reason === null ? status : `${status} ${reason}`] as const,
  );
  return { code, changes: Object.fromEntries(changes), summary: report.summary };
}

test('carries out what is as reviewed, and holds what is new or other', async () => {
  const bench = await openConsole([group('one', 'VIEW_ALERTS'), group('two', 'VIEW_ALERTS')]);
  await review(bench);
  await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'SERVER_VIEW', three: 'VIEW_ALERTS' });
  const told = await applyJson(bench);
  expect(told).toMatchObject({ code: 0, summary: { create: 1, held: 2, calls: 1 } });
  expect(told.changes).toEqual({
    'mmc/UserGroup/one': 'planned',
    'mmc/UserGroup/two': 'held not_reviewed',
    'mmc/UserGroup/three': 'held not_reviewed',
  });
  expect(await bench.writes()).toEqual(['POST /mmc/api/usergroups']);
  const { stdout } = await bench.cli(['drift', '--all', '-o', 'json', ...RECORD]);
  expect(JSON.parse(stdout), 'what was held is not remembered').toMatchObject({ summary: { no_op: 1 } });
});

test('says so to people, before it does it', async () => {
  const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
  await review(bench);
  await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS' });
  const { code, stdout } = await apply(bench);
  expect(code).toBe(0);
  expect(stdout).toMatch(/not so, in the plan that was reviewed[\s\S]*Applied: 1 of 1 call/);
});

test('the same plan is simply carried out', async () => {
  const bench = await openEstate();
  await review(bench);
  expect(await applyJson(bench)).toMatchObject({ code: 0, summary: { held: 0, calls: 3 } });
});

describe('holds also', () => {
  test('what waits for a call that was not reviewed', async () => {
    const bench = await openEstate();
    await review(bench);
    const text = await readFile(join(bench.folder, 'all.yaml'), 'utf8');
    // The group of pay-api gets another member than the one that was reviewed.
    await bench.write({ 'all.yaml': text.replace('{ servers: [mule-1] }', '{ servers: [] }') });
    const told = await applyJson(bench);
    expect(told.code).toBe(0);
    expect(told.changes).toEqual({
      'production/Application/ord-api@mule-2': 'planned',
      'production/Application/pay-api@payments': 'held not_reviewed',
      'production/ServerGroup/payments': 'held not_reviewed',
    });
    expect(await bench.writes()).toHaveLength(1);
  });

  test('the leaving of a server whose arrival was not reviewed: a move is whole', async () => {
    const bench = await openBench({ serverGroups: [{ name: 'here', servers: ['mule-1', 'mule-2'] }] });
    const declareMove = (more: string): Promise<void> =>
      bench.write({
        'all.yaml': documents(
          ENVIRONMENT,
          servers('mule-1', 'mule-2', 'mule-3'),
          manifest('ServerGroup', 'here', '{ servers: [mule-1] }'),
          manifest('ServerGroup', 'there', `{ servers: [mule-2${more}] }`),
        ),
      });
    await declareMove('');
    await review(bench);
    await declareMove(', mule-3');
    const result = await apply(bench);
    await expectFailure(
      result,
      { code: 3, error: /nothing is left to do as it was reviewed/, hint: /plan again/ },
      bench,
    );
    expect(result.stdout).toMatch(/ServerGroup here[\s\S]*ServerGroup there/);
  });
});

describe('ends', () => {
  test('with 3 where nothing is left as reviewed', async () => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
    await review(bench);
    await declareGroups(bench, { one: 'SERVER_VIEW' });
    const failure = {
      code: 3,
      error: /nothing is left to do as it was reviewed in reviewed\.json/,
      hint: /nothing was written/,
    };
    await expectFailure(await apply(bench), failure, bench);
  });

  test('with 0 where nothing is left to do at all', async () => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
    await review(bench);
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.clearLog();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });

  test('with 1 without --plan', async () => {
    const bench = await openConsole([]);
    const result = await bench.cli(['apply', '--reviewed-only']);
    await expectFailure(result, { error: /--reviewed-only goes with --plan/, hint: /reviewed/ });
  });
});

test('an interrupted one is resumed, still without what was not reviewed', async () => {
  const bench = await openConsole([group('one', 'VIEW_ALERTS'), group('two', 'VIEW_ALERTS')]);
  await review(bench);
  await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS', three: 'VIEW_ALERTS' });
  await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 });
  expect(await apply(bench)).toMatchObject({ code: 4 });
  await bench.clearLog();
  expect(await applyJson(bench)).toMatchObject({ code: 0, summary: { create: 1, held: 1, calls: 1 } });
  expect(await bench.writes()).toHaveLength(1);
});

describe('guards', () => {
  test('look at what is left', async () => {
    const policy = 'prune: owned, guards: { maxDeletes: 1 }';
    const bench = await openConsole([]);
    const all = { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS', three: 'VIEW_ALERTS', four: 'VIEW_ALERTS' };
    await declareGroups(bench, all, policy);
    await bench.cli(['apply', '--yes', ...RECORD]);
    const { one: _one, ...three } = all;
    await declareGroups(bench, three, policy);
    await review(bench);
    await declareGroups(bench, { three: 'VIEW_ALERTS' }, policy);
    expect(await bench.cli(['apply', '--yes', ...RECORD]), 'all of it').toMatchObject({ code: 3 });
    expect(await applyJson(bench)).toMatchObject({ code: 0, summary: { delete: 1, held: 2 } });
    expect(await bench.writes()).toEqual(['DELETE /mmc/api/usergroups/one']);
  });

  test('still hold', async () => {
    const policy = 'prune: owned, guards: { maxDeletes: 0 }';
    const bench = await openConsole([]);
    await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS', three: 'VIEW_ALERTS' }, policy);
    await bench.cli(['apply', '--yes', ...RECORD]);
    await declareGroups(bench, { two: 'VIEW_ALERTS', three: 'VIEW_ALERTS' }, policy);
    await review(bench);
    await declareGroups(bench, { three: 'VIEW_ALERTS' }, policy);
    await expectFailure(
      await apply(bench),
      { code: 3, error: /maxDeletes of mmc \(1 /, hint: /--allow-deletes 1/ },
      bench,
    );
  });
});

test('its report is no review of the whole', async () => {
  const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
  await review(bench);
  await declareGroups(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS' });
  await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 });
  expect(await apply(bench, '-o', 'json=reviewed.json')).toMatchObject({ code: 1 });
  await bench.clearLog();
  const whole = await bench.cli(['apply', '--plan', 'reviewed.json', ...RECORD]);
  await expectFailure(
    whole,
    { code: 3, error: /not the one that was reviewed/, hint: /UserGroup\/two/ },
    bench,
  );
});
