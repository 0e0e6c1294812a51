/** `apply --plan FILE`: what was reviewed, and nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Lab } from '../sandbox/support.ts';
import { type Bench, type CliResult, closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents } from '../support/manifests.ts';

afterEach(closeBenches);

const RECORD = ['--record', 'file:record'];

async function review(bench: Bench, ...flags: readonly string[]): Promise<void> {
  const { code } = await bench.cli(['plan', '-q', '-o', 'json=reviewed.json', ...RECORD, ...flags]);
  expect(code).toBe(0);
  await bench.clearLog();
}

/** Nobody can be asked, and nobody is. */
function apply(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--plan', 'reviewed.json', ...RECORD, ...flags]);
}

/** Groups of a console, each with its permission. */
function declare(bench: Bench, groups: Readonly<Record<string, string>>): Promise<void> {
  const texts = Object.entries(groups).map(([name, permission]) => group(name, permission));
  return bench.write({ 'mmc.yaml': documents(CONSOLE, ...texts) });
}

const REFUSED = /the plan is not the one that was reviewed in reviewed\.json/;

async function expectStale(bench: Bench, hint: RegExp): Promise<void> {
  await expectFailure(await apply(bench), { code: 3, error: REFUSED, hint }, bench);
}

describe('the same plan', () => {
  test('is carried out, without a question', async () => {
    const bench = await openEstate();
    await review(bench);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(3);
  });

  test('is the same with other flags that change no call, and a report may go into its file', async () => {
    const bench = await openEstate();
    await review(bench, '--all');
    expect(await apply(bench, '--parallelism', '1', '-o', 'json=reviewed.json')).toMatchObject({ code: 0 });
    const report = JSON.parse(await readFile(join(bench.folder, 'reviewed.json'), 'utf8'));
    expect(report).toMatchObject({ complete: true });
  });

  test('whatever else is live', async () => {
    const bench = await openEstate();
    await review(bench);
    await bench.control('POST', 'servers/mule-6', { status: 'DISCONNECTED' });
    expect(await apply(bench)).toMatchObject({ code: 0 });
  });

  test('with nothing left to do is done', async () => {
    const bench = await openEstate();
    await review(bench);
    expect(await bench.cli(['apply', '--yes', ...RECORD])).toMatchObject({ code: 0 });
    await bench.settle();
    await bench.clearLog();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([]);
  });
});

describe('another plan is refused, with nothing written, and told apart', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    ['changed', { one: 'SERVER_VIEW', two: 'VIEW_ALERTS' }, /not as reviewed: mmc\/UserGroup\/one;/],
    [
      'new',
      { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS', three: 'VIEW_ALERTS' },
      /; new: mmc\/UserGroup\/three;/,
    ],
    ['gone', { two: 'VIEW_ALERTS' }, /no longer to be done: mmc\/UserGroup\/one;/],
    [
      'all of it',
      { one: 'SERVER_VIEW', three: 'VIEW_ALERTS' },
      /not as reviewed: mmc\/UserGroup\/one; new: mmc\/UserGroup\/three; no longer to be done: mmc\/UserGroup\/two;/,
    ],
  ])('%s', async (_, now, hint) => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS'), group('two', 'VIEW_ALERTS')]);
    await review(bench);
    await declare(bench, now);
    await expectStale(bench, hint);
  });

  test('what is live moved on', async () => {
    const bench = await openConsole([group('Ops', 'VIEW_ALERTS')]);
    await review(bench);
    await new Lab(bench.sandbox).mmc('PUT', '/usergroups/Ops', {
      name: 'Ops',
      description: '',
      permissions: [],
    });
    await bench.clearLog();
    await expectStale(bench, /not as reviewed: mmc\/UserGroup\/Ops;/);
  });

  test('what moved there and back is as it was reviewed', async () => {
    const bench = await openConsole([group('Ops', 'VIEW_ALERTS')]);
    await review(bench);
    await bench.cli(['apply', '--yes', ...RECORD]);
    await bench.control('POST', 'reset');
    await bench.clearLog();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(1);
  });

  test('many: the first three, and how many more', async () => {
    const bench = await openConsole([group('one', 'VIEW_ALERTS')]);
    await review(bench);
    const names = ['a', 'b', 'c', 'd', 'e'];
    await declare(bench, {
      one: 'VIEW_ALERTS',
      ...Object.fromEntries(names.map((name) => [name, 'VIEW_ALERTS'])),
    });
    await expectStale(bench, /new: mmc\/UserGroup\/a, mmc\/UserGroup\/b, mmc\/UserGroup\/c and 2 more;/);
  });

  test('another selection, and one path less', async () => {
    const bench = await openEstate();
    await review(bench);
    const only = ['--only', 'production/ServerGroup/payments'];
    await expectFailure(await apply(bench, ...only), { code: 3, error: REFUSED, hint: /no longer/ }, bench);
  });
});

describe('the rest of it, where its own run broke off', () => {
  /** Three groups of a console, one call after the other; the second one is refused once. */
  async function openBroken(): Promise<Bench> {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await review(bench);
    await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 }, 1);
    expect(await apply(bench)).toMatchObject({ code: 4 });
    await bench.clearLog();
    return bench;
  }

  test('goes on, as often as it needs to', async () => {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await review(bench);
    for (const code of [4, 4, 0, 0]) {
      const skip = { match: { method: 'POST', path: 'usergroups' }, skip: 1, times: 9 };
      if (code !== 0)
        await bench.control('POST', 'faults', { ...skip, action: { type: 'respond', status: 400 } });
      expect(await apply(bench)).toMatchObject({ code });
      await bench.control('DELETE', 'faults');
    }
    const made = (await bench.log()).filter(({ write, status }) => write && status < 300);
    expect(made, 'each was made once').toHaveLength(3);
  });

  test('but not with something else in it', async () => {
    const bench = await openBroken();
    await declare(bench, {
      one: 'VIEW_ALERTS',
      two: 'VIEW_ALERTS',
      three: 'VIEW_ALERTS',
      four: 'VIEW_ALERTS',
    });
    await expectStale(bench, /new: mmc\/UserGroup\/four;/);
  });

  test('and not what it had done, and somebody undid', async () => {
    const bench = await openBroken();
    expect(await new Lab(bench.sandbox).mmc('DELETE', '/usergroups/two')).toMatchObject({ status: 200 });
    await bench.clearLog();
    await expectStale(bench, /; not as reviewed: mmc\/UserGroup\/two; plan again/);
  });

  test('and not of another review', async () => {
    const bench = await openBroken();
    await review(bench);
    const { stdout } = await bench.cli(['plan', '-o', 'json', ...RECORD]);
    const plan = JSON.parse(stdout) as { fingerprint: string };
    const other = JSON.parse(await readFile(join(bench.folder, 'reviewed.json'), 'utf8')) as object;
    await bench.write({
      'reviewed.json': JSON.stringify({
        ...other,
        fingerprint: `sha256:${'0'.repeat(64)}`,
        resource_changes: [],
      }),
    });
    expect(plan.fingerprint).toMatch(/^sha256:/);
    await expectStale(bench, /new: /);
  });

  test('each target by itself', async () => {
    const bench = await openEstate();
    await declare(bench, { one: 'VIEW_ALERTS' });
    await review(bench);
    await fault(bench, { method: 'POST', path: SERVER_GROUPS }, { type: 'respond', status: 400 });
    expect(await apply(bench)).toMatchObject({ code: 4 });
    await bench.settle();
    await bench.clearLog();
    await declare(bench, { one: 'VIEW_ALERTS', two: 'VIEW_ALERTS' });
    await expectStale(bench, /; new: mmc\/UserGroup\/two; plan again/);
    await declare(bench, { one: 'VIEW_ALERTS' });
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toHaveLength(2);
  });

  test('without a record nobody can tell', async () => {
    const bench = await openConsole(['one', 'two', 'three'].map((name) => group(name, 'VIEW_ALERTS')));
    await bench.cli(['plan', '-o', 'json=reviewed.json']);
    await fault(bench, { method: 'POST', path: 'usergroups' }, { type: 'respond', status: 400 }, 1);
    expect(await bench.cli(['apply', '--plan', 'reviewed.json'])).toMatchObject({ code: 4 });
    await bench.clearLog();
    const again = await bench.cli(['apply', '--plan', 'reviewed.json']);
    await expectFailure(again, { code: 3, error: REFUSED, hint: /no longer to be done/ }, bench);
  });
});

describe('a file that is no plan', () => {
  const FINE = { format_version: '1.0', fingerprint: `sha256:${'a'.repeat(64)}`, resource_changes: [] };
  const change = {
    target: 't',
    address: 'a',
    fingerprint: FINE.fingerprint,
    change: { actions: ['update'] },
  };

  test.each<readonly [string, string, RegExp]>([
    ['no JSON', 'hello', /it is no JSON/],
    ['a list', '[]', /it is no object/],
    ['something else', '{"a":1}', /it has no format_version/],
    [
      'of a later version',
      JSON.stringify({ ...FINE, format_version: '2.0' }),
      /its format is 2\.0, this version reads 1\.x/,
    ],
    ['without a fingerprint', JSON.stringify({ ...FINE, fingerprint: undefined }), /it has no fingerprint/],
    [
      'with a mangled one',
      JSON.stringify({ ...FINE, fingerprint: 'sha256:1' }),
      /sha256:1 is no fingerprint/,
    ],
    [
      'without changes',
      JSON.stringify({ ...FINE, resource_changes: undefined }),
      /it has no resource_changes/,
    ],
    [
      'with a strange change',
      JSON.stringify({ ...FINE, resource_changes: [1] }),
      /a change in it is no object/,
    ],
    [
      'with a change of nothing',
      JSON.stringify({ ...FINE, resource_changes: [{ ...change, change: {} }] }),
      /no actions/,
    ],
    [
      'with a change of nowhere',
      JSON.stringify({ ...FINE, resource_changes: [{ ...change, target: 1 }] }),
      /no target/,
    ],
  ])('%s', async (_, text, error) => {
    const bench = await openEstate();
    await bench.write({ 'reviewed.json': text });
    const result = await apply(bench);
    await expectFailure(
      result,
      { error: new RegExp(`reviewed\\.json is no plan: .*${error.source}`), hint: /plan -o json=FILE/ },
      bench,
    );
    expect(await bench.log(), 'nobody was asked').toEqual([]);
  });

  test('not there', async () => {
    const bench = await openEstate();
    await expectFailure(
      await apply(bench),
      { error: /cannot read reviewed\.json \(ENOENT\)/, hint: /plan -o json=FILE/ },
      bench,
    );
  });
});

test('the help says what a person who comes from elsewhere has to know', async () => {
  const bench = await openConsole([]);
  const { stdout } = await bench.cli(['apply', '--help']);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /--plan <file> [^-]*`plan -o json=FILE` wrote, without asking.* the same paths and selection/,
  );
});
