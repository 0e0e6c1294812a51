/** What cannot be undone: a guard stands before it, and its subject is looked at once more right before the call. */
import { afterEach, describe, expect, test } from 'vitest';
import { Lab } from '../sandbox/support.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];
const OWNED = `${ENVIRONMENT}  prune: owned\n`;

function removed(resource: string): string {
  const name = `bye-${resource.replace(/\W/g, '-').toLowerCase()}`;
  return manifest('Removed', name, `{ resource: ${resource}, action: delete, reason: CHG-7 }`);
}

function group(name: string, members: string): string {
  return manifest('ServerGroup', name, `{ servers: [${members}] }`);
}

interface Case {
  readonly bench: Bench;
  /** What is lost, as the plan says it. */
  readonly effect: string;
  readonly write: string;
}

/** A recorded group that an alert names, gone from git. `reviewed`: with a goodbye. */
async function openGroup({ reviewed = false, more = '' } = {}): Promise<Case> {
  const bench = await openBench({
    serverGroups: [{ name: 'payments', id: 501, servers: ['mule-1'] }],
    alerts: [{ name: 'down', resources: ['payments'], resourceType: 'server-group' }],
  });
  const all = servers('mule-1', 'mule-2', 'mule-3');
  await bench.write({ 'all.yaml': documents(OWNED, all, group('payments', 'mule-1')) });
  expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
  const goodbyes = reviewed ? [removed('ServerGroup/payments')] : [];
  await bench.write({
    'all.yaml': documents(OWNED, all, ...goodbyes, ...(more === '' ? [] : [more])),
  });
  await bench.clearLog();
  return { bench, effect: 'alert-loss', write: 'DELETE /hybrid/api/v1/serverGroups/501' };
}

/** A server that is to be unregistered. Only a goodbye does that, and it is the approval. */
async function openServer({ more = '' } = {}): Promise<Case> {
  const bench = await openBench({
    servers: [{ name: 'mule-1' }, { name: 'mule-2', id: 902 }, { name: 'mule-3' }],
  });
  const rest = [removed('Server/mule-2'), ...(more === '' ? [] : [more])];
  await bench.write({ 'all.yaml': documents(OWNED, servers('mule-1', 'mule-3'), ...rest) });
  return { bench, effect: 'registration-loss', write: 'DELETE /hybrid/api/v1/servers/902' };
}

interface JsonPlan {
  readonly guards: readonly object[];
  readonly resource_changes: readonly { readonly effects: readonly object[] }[];
  readonly summary: { readonly irreversible: number };
}

async function planOf(bench: Bench, ...flags: readonly string[]): Promise<JsonPlan> {
  const { stdout, code } = await bench.cli(['plan', '-o', 'json', ...RECORD, ...flags]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as JsonPlan;
}

const apply = (bench: Bench, ...flags: readonly string[]): Promise<CliResult> =>
  bench.cli(['apply', '--yes', ...RECORD, ...flags]);

describe('the guard', () => {
  test('a group that an alert names is not deleted for having gone from git', async () => {
    const { bench } = await openGroup();
    const { guards, summary, resource_changes } = await planOf(bench);
    expect(guards).toContainEqual({
      target: 'production',
      rule: 'maxIrreversible',
      limit: 0,
      actual: 1,
      verdict: 'block',
    });
    expect(summary.irreversible).toBe(1);
    expect(resource_changes.flatMap(({ effects }) => effects)).toContainEqual(
      expect.objectContaining({
        class: 'alert-loss',
        subject: 'production/ServerGroup/payments',
        reversible: false,
      }),
    );
    const error = /beyond a guard: .*maxIrreversible of production/;
    await expectFailure(await apply(bench), { code: 3, error, hint: '--allow-irreversible 1' }, bench);
    // Deletions are another guard.
    await expectFailure(
      await apply(bench, '--allow-deletes', '9'),
      { code: 3, error, hint: '--allow-irreversible 1' },
      bench,
    );
  });

  test('a flag lets it pass', async () => {
    const { bench, write } = await openGroup();
    expect(await apply(bench, '--allow-irreversible', '1')).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([write]);
  });

  test.each<readonly [string, () => Promise<Case>]>([
    ['a group', () => openGroup({ reviewed: true })],
    ['a server', () => openServer()],
  ])('a reviewed goodbye lets %s pass, and it counts all the same', async (_, openCase) => {
    const { bench, effect, write } = await openCase();
    const { guards, summary, resource_changes } = await planOf(bench);
    expect(guards).toContainEqual(
      expect.objectContaining({ rule: 'maxIrreversible', limit: 1, actual: 1, verdict: 'allow' }),
    );
    expect(summary.irreversible).toBe(1);
    expect(resource_changes.flatMap(({ effects }) => effects)).toContainEqual(
      expect.objectContaining({ class: effect, reversible: false }),
    );
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([write]);
  });

  test('a goodbye to one of them does not let another one pass', async () => {
    const { bench } = await openGroup({ more: removed('Server/mule-4') });
    const error = /beyond a guard: .*maxIrreversible of production/;
    await expectFailure(await apply(bench), { code: 3, error, hint: '--allow-irreversible 2' }, bench);
    expect((await planOf(bench)).guards).toContainEqual(
      expect.objectContaining({ rule: 'maxIrreversible', limit: 1, actual: 2, verdict: 'block' }),
    );
  });

  test('a server that is merely gone from git is never unregistered', async () => {
    const bench = await openBench();
    await bench.write({ 'all.yaml': documents(OWNED, servers('mule-1', 'mule-2')) });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    await bench.write({ 'all.yaml': documents(OWNED, servers('mule-1')) });
    await bench.clearLog();
    expect((await planOf(bench)).resource_changes).toMatchObject([
      { address: 'production/Server/mule-2', status: 'retained', reason: 'not_pruned' },
    ]);
    expect(await apply(bench, '--allow-irreversible', '9')).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });
});

describe('right before the call', () => {
  /** `apply`, and what somebody does while it asks. */
  async function applyWhile(
    bench: Bench,
    change: (lab: Lab) => Promise<unknown>,
    ...flags: readonly string[]
  ): Promise<CliResult> {
    let asked = 0;
    const result = await bench.cli(['apply', ...RECORD, ...flags], {
      answer: async () => {
        asked += 1;
        const lab = new Lab(bench.sandbox);
        await lab.signIn();
        await change(lab);
        await bench.settle();
        await bench.clearLog();
        return 'yes';
      },
    });
    expect(asked).toBe(1);
    return result;
  }

  async function idOf(lab: Lab, list: string, name: string): Promise<number> {
    const { body } = await lab.arm('GET', list);
    return body.data.find((row: { readonly name: string }) => row.name === name).id;
  }

  async function arm(lab: Lab, method: string, path: string, body?: object): Promise<void> {
    const { status, text } = await lab.arm(method, path, body);
    expect(status, text).toBeLessThan(300);
  }

  const OTHER = group('other', 'mule-3');
  const OTHER_MADE = 'POST /hybrid/api/v1/serverGroups';

  const addMember = async (lab: Lab): Promise<void> =>
    arm(lab, 'POST', `/serverGroups/501/servers/${await idOf(lab, '/servers', 'mule-2')}`);

  test.each<readonly [string, () => Promise<Case>, (lab: Lab) => Promise<void>, RegExp]>([
    [
      'a renamed server',
      () => openServer({ more: OTHER }),
      (lab) => arm(lab, 'PATCH', '/servers/902', { name: 'mule-kept' }),
      /it is called mule-kept since the plan was made, and this call cannot be undone/,
    ],
    [
      'a server that somebody else unregistered',
      () => openServer({ more: OTHER }),
      (lab) => arm(lab, 'DELETE', '/servers/902'),
      /it is gone since the plan was made, and this call cannot be undone/,
    ],
    [
      'a group with a new member',
      () => openGroup({ reviewed: true, more: OTHER }),
      addMember,
      /it has other members since the plan was made, and this call cannot be undone/,
    ],
    [
      'a group with a new member, past the guard by a flag',
      () => openGroup({ more: OTHER }),
      addMember,
      /it has other members since the plan was made, and this call cannot be undone/,
    ],
    [
      'a renamed group',
      () => openGroup({ reviewed: true, more: OTHER }),
      (lab) => arm(lab, 'PATCH', '/serverGroups/501', { name: 'kept' }),
      /it is called kept since the plan was made, and this call cannot be undone/,
    ],
  ])('%s is left alone, and the rest goes on', async (_, openCase, change, why) => {
    const { bench } = await openCase();
    const { code, stdout, stderr } = await applyWhile(bench, change, '--allow-irreversible', '1');
    expect(`${stdout}\n${stderr}`.replace(/\s+/g, ' ')).toMatch(why);
    expect(`${stdout}\n${stderr}`.replace(/\s+/g, ' ')).toMatch(/nothing was sent for it/);
    expect(code).toBe(4);
    expect(await bench.writes()).toEqual([OTHER_MADE]);
  });

  test('what nobody touched goes', async () => {
    const { bench, write } = await openServer();
    expect(await applyWhile(bench, async () => {})).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([write]);
  });

  test('what was left alone stays in the record, and the next plan speaks of it as it is', async () => {
    const { bench } = await openGroup({ reviewed: true });
    expect(await applyWhile(bench, addMember)).toMatchObject({ code: 1 });
    expect(await bench.writes()).toEqual([]);
    expect((await planOf(bench)).resource_changes).toMatchObject([
      { address: 'production/ServerGroup/payments', status: 'planned', change: { actions: ['delete'] } },
    ]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual(['DELETE /hybrid/api/v1/serverGroups/501']);
  });
});
