/** Policies of a repository: where they are read, what they are about, and what follows from them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { eventsIn } from './events.ts';

const NO_RECORD = ['--record', 'none'];
const ANYTHING = 'when: {}';

interface Written {
  readonly name?: string;
  readonly enforce?: 'deny' | 'warn';
  readonly message?: string;
}

/** `policy('match: { kind: Server }, when: {}')`. */
function policy(
  rule: string,
  { name = 'rule', enforce = 'deny', message = 'not like this' }: Written = {},
): string {
  return manifest('Policy', name, `{ enforce: ${enforce}, message: ${message}, ${rule} }`);
}

const GROUPS = documents(
  CONSOLE,
  manifest('UserGroup', 'one', '{ permissions: [VIEW_ALERTS] }', 'labels: { team: a, tier: "1" }'),
  manifest('UserGroup', 'two', '{ permissions: [] }', 'labels: { team: b }'),
);

async function openGroups(...policies: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  await bench.write({ 'rights/mmc.yaml': GROUPS, 'policies/all.yaml': documents(...policies) });
  return bench;
}

interface Finding {
  readonly policy: string;
  readonly verdict: string;
  readonly address: string | null;
  readonly origin: object | null;
}

async function findings(bench: Bench, ...args: readonly string[]): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await bench.cli(['plan', '-o', 'json', ...NO_RECORD, ...args]);
  expect(`${code} ${stderr}`).toBe('0 ');
  return (JSON.parse(stdout) as { policies: readonly Finding[] }).policies;
}

async function found(bench: Bench, ...args: readonly string[]): Promise<readonly string[]> {
  return (await findings(bench, ...args)).map(({ address }) =>
    (address ?? 'the plan').replace('mmc/UserGroup/', ''),
  );
}

const apply = (bench: Bench, ...args: readonly string[]) =>
  bench.cli(['apply', '--yes', ...NO_RECORD, ...args]);

afterEach(closeBenches);

describe('what follows', () => {
  test('a label of two lines is no way around', async () => {
    const bench = await openGroups(policy(`match: { labels: { team: "*" } }, ${ANYTHING}`));
    await bench.write({ 'rights/mmc.yaml': GROUPS.replace('team: b', 'team: "b\\nc"') });
    expect(await found(bench)).toEqual(['one', 'two']);
  });

  test('deny: apply writes nothing and ends with 3; plan shows it and keeps its exit code', async () => {
    const bench = await openGroups(policy(`match: { labels: { team: a } }, ${ANYTHING}`));
    await expectFailure(
      await apply(bench),
      {
        code: 3,
        error: 'denied by policy rule: not like this',
        hint: 'mmc/UserGroup/one by rule (rights/mmc.yaml:6)',
      },
      bench,
    );
    expect(await bench.cli(['plan', ...NO_RECORD])).toMatchObject({ code: 0 });
    const { code, stdout } = await bench.cli(['plan', '--detailed-exitcode', ...NO_RECORD], {
      columns: 80,
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(2);
    expect(stdout.split('\n').slice(-5).join('\n')).toBe(
      [
        '',
        'apply will be refused: policies deny this',
        '  rule: not like this',
        '      mmc/UserGroup/one                                        rights/mmc.yaml:6',
        '',
      ].join('\n'),
    );
  });

  test('warn: it is shown, and apply goes on', async () => {
    const bench = await openGroups(
      policy(`match: { labels: { team: a } }, ${ANYTHING}`, { enforce: 'warn' }),
    );
    const { code, stdout } = await apply(bench);
    expect(code).toBe(0);
    expect(stdout).toContain('policies warn of this\n  rule: not like this\n');
    expect(stdout).not.toContain('refused');
    expect(await bench.writes()).toHaveLength(2);
  });

  test('several: each is named, and a place is a line', async () => {
    const bench = await openGroups(policy(ANYTHING, { name: 'b' }), policy(ANYTHING, { name: 'a' }));
    const result = await apply(bench);
    await expectFailure(result, {
      code: 3,
      error: 'denied by policies a and b',
      hint: /one by a .*two by a .*one by b .*two by b/,
    });
    expect((await findings(bench)).map((one) => `${one.policy} ${one.address}`)).toEqual([
      'a mmc/UserGroup/one',
      'a mmc/UserGroup/two',
      'b mmc/UserGroup/one',
      'b mmc/UserGroup/two',
    ]);
  });

  test('an event for whoever follows', async () => {
    const bench = await openGroups(
      policy(`match: { labels: { team: a } }, ${ANYTHING}`),
      policy('scope: plan, when: {}', { name: 'whole', enforce: 'warn' }),
    );
    const { stdout, code } = await bench.cli(['plan', '-o', 'ndjson', ...NO_RECORD]);
    expect(code).toBe(0);
    const events = eventsIn(stdout);
    expect(
      events.filter(({ type }) => type === 'policy').map((event) => [event['@level'], event['@message']]),
    ).toEqual([
      ['error', 'mmc/UserGroup/one: denied by policy rule: not like this'],
      ['warn', 'the plan: warned of by policy whole: not like this'],
    ]);
  });

  test('nothing, where there is nothing to do', async () => {
    const bench = await openGroups('');
    expect(await apply(bench)).toMatchObject({ code: 0 });
    await bench.write({ 'policies/all.yaml': policy(ANYTHING) });
    expect(await findings(bench, '--all')).toEqual([]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });
});

describe('what a policy is about', () => {
  test.each([
    ['target: mmc', ['one', 'two']],
    ['target: "m*"', ['one', 'two']],
    ['target: [production, other]', []],
    ['kind: UserGroup', ['one', 'two']],
    ['kind: [Server, UserGroup]', ['one', 'two']],
    ['kind: Server', []],
    ['labels: { team: [b, c] }', ['two']],
    ['labels: { team: "*" }', ['one', 'two']],
    ['labels: { team: "*", tier: "*" }', ['one']],
    ['labels: { toString: "*" }', []],
    ['withoutLabels: { tier: "*" }', ['two']],
    ['withoutLabels: { team: a, tier: "2" }', ['two']],
    ['file: rights/**', ['one', 'two']],
    ['file: "*/mmc.yaml"', ['one', 'two']],
    ['file: "**/*.yaml"', ['one', 'two']],
    ['file: rights/**/mmc.yaml', ['one', 'two']],
    ['file: "*.yaml"', []],
    ['file: right*', []],
    ['actions: create', ['one', 'two']],
    ['actions: [update, delete]', []],
    ['kind: UserGroup, labels: { team: a }, file: other/**', []],
  ])('match: { %s }', async (match, expected) => {
    const bench = await openGroups(policy(`match: { ${match} }, ${ANYTHING}`));
    expect(await found(bench)).toEqual(expected);
  });

  test('when: broken where it fits; require: where it does not', async () => {
    const name = 'properties: { name: { const: one } }';
    expect(await found(await openGroups(policy(`when: { ${name} }`)))).toEqual(['one']);
    expect(await found(await openGroups(policy(`require: { ${name} }`)))).toEqual(['two']);
  });

  test('scope: plan looks at the whole of it', async () => {
    const limit = (most: number) =>
      policy(
        `scope: plan, require: { properties: { summary: { properties: { create: { maximum: ${most} } } } } }`,
      );
    expect(await findings(await openGroups(limit(2)))).toEqual([]);
    const bench = await openGroups(limit(1));
    expect(await findings(bench)).toMatchObject([{ address: null, origin: null, verdict: 'deny' }]);
    await expectFailure(
      await apply(bench),
      { code: 3, error: 'denied by policy rule', hint: 'the plan by rule (policies/all.yaml:1)' },
      bench,
    );
  });

  test('what this run is not about breaks nothing', async () => {
    const bench = await openGroups(policy(`match: { labels: { team: b } }, ${ANYTHING}`));
    expect(await found(bench, '--only', 'mmc/UserGroup/two')).toEqual(['two']);
    expect(await found(bench, '--only', 'mmc/UserGroup/one')).toEqual([]);
    expect(await found(bench, '--exclude', 'mmc/UserGroup/two')).toEqual([]);
    expect(await apply(bench, '--selector', 'team=a')).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(1);
  });

  test('what is held is left alone, and so breaks nothing', async () => {
    const bench = await openBench();
    const hold = 'lifecycle: { hold: { reason: incident, owner: ada, until: 2024-07-01 } }';
    await bench.write({
      'mmc.yaml': documents(CONSOLE, manifest('UserGroup', 'Deployers', '{ description: new }', hold)),
      'policies/a.yaml': policy(ANYTHING),
    });
    expect(await found(bench)).toEqual([]);
  });

  test('what waits is wanted, and breaks it already', async () => {
    const bench = await openBench();
    await bench.write({
      'env.yaml': documents(
        ENVIRONMENT,
        servers('mule-99'),
        manifest('ServerGroup', 'g-1', '{ servers: [mule-99] }'),
      ),
      'policies/a.yaml': policy(
        'match: { kind: Server }, when: { properties: { status: { const: blocked } } }',
      ),
    });
    expect(await findings(bench)).toMatchObject([{ address: 'production/Server/mule-99' }]);
  });

  test('secrets are seen masked only', async () => {
    const bench = await openBench();
    const secret = 'hunter2hunter2';
    await bench.write({
      'env.yaml': documents(
        ENVIRONMENT,
        servers('mule-1'),
        manifest(
          'Application',
          'pay-api',
          '{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: { p: "${env:P}" } }',
        ),
      ),
      'a.jar': 'bytes',
      'policies/a.yaml': ['(secret)', secret]
        .map((text, index) =>
          policy(
            `when: { properties: { change: { properties: { after: { type: object, required: [spec], properties: { spec: { required: [properties], properties: { properties: { required: [p], properties: { p: { const: ${text} } } } } } } } } } } }`,
            { name: `p-${index}` },
          ),
        )
        .join('---\n'),
    });
    const { stdout } = await bench.cli(['plan', '-o', 'json', ...NO_RECORD], { env: { P: secret } });
    const { policies } = JSON.parse(stdout) as { policies: readonly Finding[] };
    expect(policies.map((one) => one.policy)).toEqual(['p-0']);
  });
});

describe('where policies are read', () => {
  const bad = policy(ANYTHING);

  test('at the root of the git repository, whatever PATH is and wherever the command runs', async () => {
    const bench = await openGroups(policy(`match: { file: rights/** }, ${ANYTHING}`));
    await mkdir(join(bench.folder, '.git'));
    await expectFailure(
      await apply(bench, 'rights/mmc.yaml'),
      { code: 3, error: 'denied', hint: 'rights/mmc.yaml:6' },
      bench,
    );
    const inside = await bench.cli(['plan', '-o', 'json', ...NO_RECORD], {
      cwd: join(bench.folder, 'rights'),
    });
    const { policies } = JSON.parse(inside.stdout) as { policies: readonly Finding[] };
    expect(policies).toMatchObject([
      {
        address: 'mmc/UserGroup/one',
        origin: { file: 'mmc.yaml', line: 6 },
        defined_at: { file: '../policies/all.yaml' },
      },
      { address: 'mmc/UserGroup/two' },
    ]);
  });

  test('without git in the working folder, and below a PATH beside it', async () => {
    const bench = await openGroups(bad);
    expect(await found(bench, 'rights')).toEqual(['one', 'two']);
    const elsewhere = join(bench.folder, 'policies');
    const { stdout } = await bench.cli(['plan', '-o', 'json', ...NO_RECORD, bench.folder], {
      cwd: elsewhere,
    });
    expect((JSON.parse(stdout) as { policies: readonly Finding[] }).policies).toHaveLength(2);
  });

  test('only there: elsewhere a Policy is a mistake', async () => {
    const bench = await openGroups('');
    await bench.write({ 'rights/policies/a.yaml': bad });
    await expectFailure(
      await apply(bench),
      { error: 'a Policy outside of policies/ has no effect', hint: null },
      bench,
    );
  });

  test('a PATH in policies/ checks them, and declares nothing', async () => {
    const bench = await openGroups(bad);
    expect((await bench.cli(['validate'])).stdout).toBe('Valid: 1 target, 2 resources, 1 policy.\n');
    for (const path of ['policies', 'policies/all.yaml']) {
      expect(await bench.cli(['validate', path])).toMatchObject({ code: 0, stderr: '' });
    }
    await bench.write({ 'policies/all.yaml': 'apiVersion: muleteer/v1\nkind: Policy\n' });
    expect(await bench.cli(['validate', 'policies/all.yaml'])).toMatchObject({ code: 1 });
  });

  test('a broken one keeps plan and apply from running, and drift not', async () => {
    const bench = await openGroups(policy('when: { propertis: {} }'));
    await expectFailure(await apply(bench), { error: 'unknown keyword propertis', hint: null }, bench);
    expect(await bench.cli(['plan', ...NO_RECORD])).toMatchObject({ code: 1 });
    expect(await bench.cli(['validate'])).toMatchObject({ code: 1 });
    expect((await bench.cli(['drift', '--record', 'file:record'])).stderr).not.toContain('propertis');
  });
});

describe('reviewed plans', () => {
  test('a policy denies also what was reviewed; --reviewed-only asks it of what is left', async () => {
    const bench = await openGroups('');
    await bench.cli(['plan', '-o', 'json=reviewed.json', ...NO_RECORD, '-q']);
    await bench.write({ 'policies/all.yaml': policy(`match: { labels: { team: c } }, ${ANYTHING}`) });
    await bench.write({
      'rights/three.yaml': manifest('UserGroup', 'three', '{ permissions: [] }', 'labels: { team: c }'),
    });
    const only = await apply(bench, '--plan', 'reviewed.json', '--reviewed-only');
    expect(`${only.code} ${only.stderr}`).toMatch(/^0 /);
    expect(await bench.writes()).toHaveLength(2);
    await bench.clearLog();
    await bench.cli(['plan', '-o', 'json=reviewed.json', ...NO_RECORD, '-q']);
    await expectFailure(
      await apply(bench, '--plan', 'reviewed.json'),
      { code: 3, error: 'denied by policy rule', hint: 'three' },
      bench,
    );
  });
});
