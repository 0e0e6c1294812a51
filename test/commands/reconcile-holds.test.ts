/** What the loop leaves alone: `sync`, windows, and what somebody holds. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { GROUP, SERVER_GROUPS } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { withPolicy } from './guarded.ts';
import { RECORD } from './review.ts';

afterEach(closeBenches);

async function declare(bench: Bench, policy: string, group = GROUP): Promise<void> {
  const target = policy === '' ? ENVIRONMENT : withPolicy(ENVIRONMENT, policy);
  await bench.write({ 'env.yaml': documents(target, servers('mule-1')), 'group.yaml': group });
}

async function turn(bench: Bench): Promise<string> {
  const { code, stdout, stderr } = await bench.cli(['reconcile', '--once', ...RECORD]);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('sync: plan', () => {
  it('shows what git moved, and sends none of it', async () => {
    const bench = await openBench();
    await declare(bench, 'sync: plan');
    const shown = await turn(bench);
    expect(shown).toMatch(/held:.*only planned here \(sync: plan\)/s);
    expect(shown).toMatch(/production +waits/);
    expect(await bench.writes()).toEqual([]);
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
  });

  it('still undoes what somebody changed by hand', async () => {
    const bench = await openBench();
    await declare(bench, 'sync: plan');
    await bench.cli(['apply', '--yes', ...RECORD]);
    await (await byHand(bench)).remove('/serverGroups', 'payments');
    expect(await turn(bench)).toMatch(/production +applied/);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
  });
});

describe('sync: off', () => {
  it('has no turn', async () => {
    const bench = await openBench();
    await declare(bench, 'sync: off');
    expect(await turn(bench)).not.toContain('production');
    expect(await bench.log()).toEqual([]);
  });
});

it('waits for a window, and does not fail for it', async () => {
  const bench = await openBench();
  const spec = '{ target: { server: mule-1 }, artifact: { file: ./a.jar } }';
  const app = manifest('Application', 'pay-api', spec);
  await declare(bench, 'windows: [{ effects: [app-restart], cron: 0 20 * * 1, duration: 4h }]', app);
  await bench.write({ 'a.jar': 'one' });
  expect(await turn(bench)).toMatch(/production +applied/);
  await bench.write({ 'a.jar': 'two' });
  await bench.clearLog();
  expect(await turn(bench)).toMatch(/production +waits/);
  expect(await bench.writes()).toEqual([]);
});

it('leaves what somebody holds', async () => {
  const bench = await openBench();
  await declare(bench, '');
  await bench.cli(['apply', '--yes', ...RECORD]);
  const held = [
    'hold',
    'production/ServerGroup/payments',
    '--reason',
    'INC-7',
    '--until',
    '4h',
    '--owner',
    'Ada',
  ];
  expect(await bench.cli([...held, ...RECORD])).toMatchObject({ code: 0 });
  await (await byHand(bench)).remove('/serverGroups', 'payments');
  const shown = await turn(bench);
  expect(shown).toContain('INC-7');
  expect(shown).toMatch(/production +waits/);
  expect(await bench.writes()).toEqual([]);
});
