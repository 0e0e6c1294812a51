/** A console says no in many ways, and 500 for ordinary refusals. */
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { expectFailure, expectNoInnards } from '../support/failure.ts';
import { CONSOLE, documents } from '../support/manifests.ts';

afterEach(closeBenches);

const CHANGED = group('Ops', 'VIEW_ALERTS');
const BOTH_CAUSES = /user and password are wrong.*or the user lacks the right MANAGE_GROUPS/;

describe('401', () => {
  test('for a wrong password says both causes', async () => {
    const bench = await openConsole([CHANGED]);
    await bench.write({
      'mmc.yaml': documents(CONSOLE.replace('password: admin', 'password: wr0ng'), CHANGED),
    });
    const result = await bench.cli(['plan']);
    await expectFailure(result, { error: /refused GET .*\(401\)/, hint: BOTH_CAUSES }, bench);
    expect(result.stderr).not.toContain('wr0ng');
  });

  test('for a missing right says both causes, and is not tried again', async () => {
    const users = [{ username: 'admin', password: 'admin', groups: ['Monitors'] }];
    const bench = await openConsole([CHANGED], { mmc: { users } });
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(BOTH_CAUSES) });
    expect(await bench.writes()).toHaveLength(1);
    expectNoInnards(result);
  });

  test('without any credentials nothing is asked', async () => {
    const bench = await openConsole([CHANGED]);
    await bench.write({ 'mmc.yaml': documents(CONSOLE.replace(/, credentials: .*/, ' }'), CHANGED) });
    const failure = { error: /MMC_USERNAME is not set/, hint: /MMC_PASSWORD/ };
    await expectFailure(await bench.cli(['plan']), failure, bench);
    expect(await bench.log()).toEqual([]);
  });
});

describe('500 is a refusal: what it says is passed on, and the write is not in doubt', () => {
  test.each<readonly [string, object, RegExp]>([
    ['JSON', { body: { message: 'The store is locked' } }, /\(500\): The store is locked$/m],
    ['almost JSON', { body: '{ message: "The store is locked" }' }, /\(500\): The store is locked$/m],
    ['plain text', { body: 'The store is locked\nby somebody' }, /\(500\): The store is locked$/m],
    ['HTML', { body: '<html><pre>java.lang.Error\n at org.mule.Galaxy</pre></html>' }, /\(500\)$/m],
    ['nothing', { body: '' }, /\(500\)$/m],
  ])('as %s', async (_, answer, message) => {
    const bench = await openConsole([CHANGED]);
    const action = { type: 'respond', status: 500, ...answer };
    await bench.control('POST', 'faults', { match: { method: 'PUT', path: '/Ops$' }, action });
    const result = await bench.cli(['apply', '--yes']);
    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(message) });
    expect(result.stdout).not.toContain('uncertain');
    expect(await bench.writes()).toHaveLength(1);
    expectNoInnards(result);
  });

  test('502 to 504 come from a gateway: the write may have arrived', async () => {
    const bench = await openConsole([CHANGED]);
    const action = { type: 'respond', status: 502, body: '' };
    await bench.control('POST', 'faults', { match: { method: 'PUT', path: '/Ops$' }, action });
    expect(await bench.cli(['apply', '--yes'])).toMatchObject({ code: 0 });
    const log = await bench.log();
    const about = log.filter(({ path }) => path.includes('/usergroups')).map(({ method }) => method);
    // Between the two, it is read several times whether the first one arrived after all.
    expect(about.join(' ')).toMatch(/PUT( GET){4,} PUT/);
  });

  test('of reading', async () => {
    const bench = await openConsole([CHANGED]);
    const action = { type: 'respond', status: 500, body: { message: 'The store is locked' } };
    await bench.control('POST', 'faults', { match: { path: '/usergroups$' }, action });
    await expectFailure(
      await bench.cli(['plan']),
      { error: /\(500\): The store is locked/, hint: null },
      bench,
    );
  });
});

test('a refused group does not keep the others from being written', async () => {
  const bench = await openConsole([
    group('A', 'SERVER_VIEW'),
    group('B', 'SERVER_VIEW'),
    group('C', 'SERVER_VIEW'),
  ]);
  const match = { method: 'POST', path: '/usergroups$' };
  const action = { type: 'respond', status: 400, body: { message: 'no B' } };
  await bench.control('POST', 'faults', { match, skip: 1, times: 1, action });
  const result = await bench.cli(['apply', '--yes']);
  expect(result).toMatchObject({
    code: 4,
    stdout: expect.stringMatching(/mmc\/UserGroup\/B {3}mmc\.yaml:\d+\n.*no B/),
  });
  expect(await bench.writes()).toHaveLength(3);
});
