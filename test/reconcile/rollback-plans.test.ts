/** What a plan says of the way back, and when it says that there is none. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { manifest } from '../support/manifests.ts';
import { FIRST, openRollout, orders, RECORD, type Rollout, SECOND } from '../support/rollouts.ts';

afterEach(closeBenches);

const ADDRESS = 'production/Application/orders-api@orders';
const KEY = { MULETEER_RECORD_KEY: 'a key of some length, so that nobody guesses it' };
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

/** The second version, declared with these properties. */
async function planned(rollout: Rollout, properties: string | null, env = {}) {
  await rollout.declare({ ...SECOND, properties });
  const plan = await rollout.plan({ env });
  return {
    undoes: plan.calls.map(({ on_failure_of: id }) => id),
    warnings: plan.diagnostics.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
  };
}

const POSSIBLE = { undoes: [null, 'c1'], warnings: [] };

function impossible(why: string) {
  return { undoes: [null], warnings: [`rollback not possible: ${why}`] };
}

describe('the way back', () => {
  it('stands in the plan, behind the call that it undoes, and counts in no total', async () => {
    const rollout = await openRollout();
    await rollout.declare(SECOND);
    const plan = await rollout.plan();
    expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
    const [update, back] = plan.calls;
    expect([update?.on_failure_of, back?.on_failure_of]).toEqual([null, 'c1']);
    expect([back?.method, back?.path, back?.waits_for]).toEqual(['PATCH', update?.path, []]);
    expect(plan.summary).toMatchObject({ calls: 1, app_interruptions: 1, update: 1 });
    expect(plan.resource_changes).toMatchObject([
      {
        address: ADDRESS,
        calls: ['c1', 'c2'],
        effects: [
          { call: 'c1', class: 'app-restart' },
          { call: 'c2', class: 'app-restart' },
        ],
      },
    ]);
    const text = await rollout.bench.cli(['plan', ...RECORD]);
    expect(text.stdout).toContain('\n      if it fails: roll back to v1.jar\n');
    expect(text.stdout).toContain('\n1 call · ');
  });

  it('brings the status back, one call after the other', async () => {
    const rollout = await openRollout({ status: 'STOPPED' });
    await rollout.declare({ ...SECOND, status: 'STARTED' });
    const { calls, summary } = await rollout.plan();
    expect(calls.map(({ id, waits_for, on_failure_of }) => [id, ...waits_for, on_failure_of])).toEqual([
      ['c1', null],
      ['c2', 'c1'],
      ['c3', 'c2', 'c1'],
      ['c4', 'c1', null],
    ]);
    expect(summary.calls).toBe(2);
    const text = await rollout.bench.cli(['plan', ...RECORD]);
    expect(text.stdout).toContain('if it fails: roll back to v1.jar, stop\n');
  });

  it('is for updates of content: nothing else has one', async () => {
    const rollout = await openRollout();
    await rollout.declare({ status: 'STOPPED' }, orders(SECOND, 'new-api'));
    const { calls, diagnostics } = await rollout.plan();
    expect(calls.map(({ method, on_failure_of }) => [method, on_failure_of])).toEqual([
      ['POST', null],
      ['PATCH', null],
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('is part of what was reviewed', async () => {
    const rollout = await openRollout();
    await rollout.declare({ ...SECOND, rollout: null });
    await rollout.bench.cli(['plan', '-o', 'json=plan.json', ...RECORD]);
    await rollout.declare(SECOND);
    expect((await rollout.apply({}, '--plan', 'plan.json')).code).toBe(3);
    await rollout.bench.cli(['plan', '-o', 'json=plan.json', ...RECORD]);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const { code, fates } = await rollout.report({}, '--plan', 'plan.json', '--reviewed-only');
    expect([code, ...fates]).toEqual([5, 'c1 failed', 'c2 done']);
  });

  it('goes with what is not as reviewed', async () => {
    const rollout = await openRollout();
    await rollout.declare(FIRST, orders(FIRST, 'stock-api'));
    expect((await rollout.apply()).code).toBe(0);
    await rollout.declare(FIRST, orders(SECOND, 'stock-api'));
    await rollout.bench.cli(['plan', '-o', 'json=plan.json', ...RECORD]);
    await rollout.declare(SECOND, orders(SECOND, 'stock-api'));
    const { code, fates } = await rollout.report({}, '--plan', 'plan.json', '--reviewed-only');
    expect([code, ...fates]).toEqual([0, 'c3 done', 'c4 skipped']);
  });
});

describe('rollout', () => {
  it('is a setting of ours: no difference, and nothing of it in the record', async () => {
    const rollout = await openRollout({ rollout: null });
    const before = await readFile(join(rollout.bench.folder, 'record/production.json'), 'utf8');
    await rollout.declare({ rollout: '{ onFailure: rollback, replace: createFirst, healthTimeout: 1m }' });
    expect(await rollout.plan()).toMatchObject({ resource_changes: [], calls: [] });
    expect((await rollout.apply()).code).toBe(0);
    expect(await readFile(join(rollout.bench.folder, 'record/production.json'), 'utf8')).toBe(before);
    expect(before).not.toContain('rollout');
  });
});

describe('previous properties', () => {
  it('are those of the record, also where git says nothing of them any more', async () => {
    const rollout = await openRollout();
    expect(await planned(rollout, null)).toEqual(POSSIBLE);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    await rollout.bench.control('PATCH', 'switches', { fileWithoutConfiguration: 'drop' });
    expect((await rollout.apply()).code).toBe(5);
    expect(await rollout.live()).toMatchObject({ artifact: 'v1.jar', properties: { env: 'one' } });
  });

  it('were none where we deployed it without', async () => {
    const rollout = await openRollout({ properties: null });
    expect(await planned(rollout, '{ env: two }')).toEqual(POSSIBLE);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    expect((await rollout.apply()).code).toBe(5);
    expect(await rollout.live()).toMatchObject({ artifact: 'v1.jar', properties: {} });
  });

  it('are nobody’s to tell without a record', async () => {
    const rollout = await openRollout();
    await rollout.declare(SECOND);
    const { stdout } = await rollout.bench.cli(['plan', '-o', 'json', '--record', 'none']);
    const plan = JSON.parse(stdout) as Awaited<ReturnType<Rollout['plan']>>;
    // Without a record, properties alone are no difference; new bytes are, and take them along.
    expect(plan.calls.map(({ on_failure_of: id }) => id)).toEqual([null]);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'rollback_impossible',
        message: 'rollback not possible: no record tells which properties orders-api has',
        address: ADDRESS,
        origin: { file: 'all.yaml', line: 33 },
      },
    ]);
    await rollout.fails({ server: 'mule-2' });
    expect((await rollout.bench.cli(['apply', '--yes', '--record', 'none'])).code).toBe(5);
    expect(await rollout.live()).toMatchObject({ artifact: 'v2.jar' });
  });

  it('need no record where none are declared', async () => {
    const rollout = await openRollout({ properties: null });
    await rollout.declare({ ...SECOND, properties: null });
    const { stdout } = await rollout.bench.cli(['plan', '-o', 'json', '--record', 'none']);
    const { calls } = JSON.parse(stdout) as Awaited<ReturnType<Rollout['plan']>>;
    expect(calls.map(({ on_failure_of: id }) => id)).toEqual([null, 'c1']);
  });

  it('are nobody’s to tell of what was there before us', async () => {
    const world = {
      applications: [{ name: 'old-api', target: 'mule-4', fileName: 'v1.jar', contents: 'one' }],
    };
    const rollout = await openRollout(FIRST, { world });
    const old = (artifact: string, properties: string) =>
      orders({ artifact, properties }, 'old-api').replace('serverGroup: orders', 'server: mule-4');
    const four = manifest('Server', 'mule-4');
    await rollout.declare(FIRST, four, old('{ file: ./v1.jar }', '{ a: b }'));
    expect((await rollout.apply()).code).toBe(0);
    await rollout.declare(FIRST, four, old('{ file: ./v2.jar }', '{ a: b }'));
    const { diagnostics } = await rollout.plan();
    expect(diagnostics.map(({ message }) => message)).toContain(
      'rollback not possible: the properties of old-api were never sent from here',
    );
  });

  it('are nobody’s to tell of one that was made anew by hand', async () => {
    const rollout = await openRollout();
    const record = join(rollout.bench.folder, 'record/production.json');
    const text = await readFile(record, 'utf8');
    const { applications } = (await rollout.bench.control('GET', 'world')) as {
      readonly applications: readonly { readonly id: number }[];
    };
    await rollout.bench.write({
      'record/production.json': text.replaceAll(`${applications[0]?.id}`, '1'),
    });
    expect(await planned(rollout, '{ env: two }')).toEqual(
      impossible('orders-api is not the one that the record knows, and nobody can tell its properties'),
    );
  });

  it('of which one is called like a mark of the record are put back by their own names', async () => {
    const rollout = await openRollout({ properties: '{ $secret: plain, $$secret: too }' });
    await rollout.declare(SECOND);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    expect((await rollout.apply()).code).toBe(5);
    expect((await rollout.live()).properties).toEqual({ $secret: 'plain', $$secret: 'too' });
  });
});

describe('a previous secret', () => {
  const PASSWORD = '{ db.password: "${env:PW}" }';

  it('is sent where what the manifest resolves to still is that secret, under whatever name', async () => {
    const env = { ...KEY, PW: 'hush-hush' };
    const rollout = await openRollout({ properties: PASSWORD }, { env });
    expect(await planned(rollout, '{ db.pass: "${env:PW}", more: x }', env)).toEqual(POSSIBLE);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const { code, stdout, stderr } = await rollout.apply({ env }, '-o', 'json');
    expect(code).toBe(5);
    expect(await rollout.live()).toMatchObject({ properties: { 'db.password': 'hush-hush' } });
    expect(stdout + stderr).not.toContain('hush-hush');
  });

  it.each([
    ['another text by now', { ...KEY, PW: 'else-else' }, PASSWORD, GONE('db.password')],
    ['nothing any more', KEY, PASSWORD, GONE('db.password')],
    ['plain text by now', { ...KEY, PW: 'hush-hush' }, '{ db.password: open }', GONE('db.password')],
    ['no key', { PW: 'hush-hush' }, PASSWORD, NO_KEY('db.password')],
    [
      'another key',
      { MULETEER_RECORD_KEY: 'another key, of about the same length as that', PW: 'hush-hush' },
      PASSWORD,
      NO_KEY('db.password'),
    ],
  ])('with %s means stop, and says so', async (_, env, properties, why) => {
    const rollout = await openRollout({ properties: PASSWORD }, { env: { ...KEY, PW: 'hush-hush' } });
    const { undoes, warnings } = await planned(rollout, properties, env);
    expect(undoes).toEqual([null]);
    expect(warnings).toContain(`rollback not possible: ${why}`);
    await rollout.fails({ server: 'mule-2' });
    if ('PW' in env) {
      expect((await rollout.apply({ env })).code).toBe(5);
      expect(await rollout.live()).toMatchObject({ artifact: 'v2.jar' });
    }
  });

  it('that was recorded without a key is nobody’s to tell', async () => {
    const rollout = await openRollout({ properties: PASSWORD }, { env: { PW: 'hush-hush' } });
    const env = { ...KEY, PW: 'hush-hush' };
    expect(await planned(rollout, PASSWORD, env)).toEqual(impossible(NO_KEY('db.password')));
  });

  function GONE(name: string): string {
    return `the text that ${name} was sent with (\${env:PW}) is not at hand any more`;
  }

  function NO_KEY(name: string): string {
    return `the text that ${name} was sent with (\${env:PW}) cannot be told without the record key of that time`;
  }
});

it('what is broken already is no place to go back to', async () => {
  const rollout = await openRollout();
  await rollout.declare({ ...SECOND, rollout: null });
  await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
  expect((await rollout.apply()).code).toBe(5);
  await rollout.declare({ artifact: '{ file: ./v1.jar }' });
  const { diagnostics, calls } = await rollout.plan();
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'rollback not possible: orders-api is not healthy now (DEPLOYMENT_FAILED on mule-2: no port)',
  ]);
  expect(calls).toHaveLength(1);
});
