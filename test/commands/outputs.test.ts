/** What goes where: results to stdout and files, everything else to stderr, colours only where they are wanted. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliOptions, closeBenches } from '../support/bench.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { Terminal } from '../support/terminal.ts';

afterEach(closeBenches);

/** Not what moves the cursor: a terminal without colours has live lines, too. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`);

function fileIn(bench: Bench, name: string): Promise<string> {
  return readFile(join(bench.folder, name), 'utf8');
}

describe('-o', () => {
  test('json is one object on stdout, and nothing else', async () => {
    const bench = await openEstate();
    const { code, stdout } = await bench.cli(['plan', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format_version: '1.0', summary: { create: 3, calls: 3 } });
  });

  test('json=FILE leaves the text on stdout', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['plan', '-o', 'json=out/plan.json']);
    expect(result.stdout).toContain('+ ServerGroup payments');
    expect(JSON.parse(await fileIn(bench, 'out/plan.json'))).toMatchObject({ summary: { create: 3 } });
  });

  test.each(['plan', 'drift'])('html=FILE of %s is one page', async (command) => {
    const bench = await openEstate();
    await bench.cli(['apply', '--yes']);
    const { code } = await bench.cli([command, '-o', 'html=out/page.html']);
    expect(code).toBe(0);
    const page = await fileIn(bench, 'out/page.html');
    expect(page).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    expect(page).toContain(command === 'plan' ? '<h1>Plan for ' : '<h1>Drift of ');
  });

  test('several at once; the same input gives the same bytes', async () => {
    const bench = await openEstate();
    const args = ['plan', '-o', 'json', '-o', 'text=plan.txt', '-o', 'json=plan.json'];
    const { stdout } = await bench.cli(args, { terminal: true, columns: 200 });
    expect(stdout).toBe(await fileIn(bench, 'plan.json'));
    const text = await fileIn(bench, 'plan.txt');
    expect(text).toContain('+ ServerGroup payments');
    expect(text).not.toMatch(COLOUR);
    await bench.cli(args, { terminal: true, columns: 40 });
    expect(await fileIn(bench, 'plan.txt')).toBe(text);
    expect(await fileIn(bench, 'plan.json')).toBe(stdout);
  });

  test('json of an apply has the plan and how each call fared', async () => {
    const bench = await openEstate();
    const { stdout } = await bench.cli(['apply', '--yes', '-o', 'json']);
    const report = JSON.parse(stdout) as { outcomes: readonly unknown[] };
    expect(report).toMatchObject({ format_version: '1.0', complete: true, summary: { calls: 3 } });
    expect(report.outcomes).toMatchObject(Array.from({ length: 3 }, () => ({ result: 'done', error: null })));
  });

  test('a file that cannot be written stops an apply before it writes', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes', '-o', 'json=all.yaml/report.json']);
    await expectFailure(result, { error: /cannot write .*report\.json/, hint: null }, bench);
  });
});

describe('a run that fails', () => {
  test.each(['plan', 'drift'])('%s leaves the files as they were', async (command) => {
    const bench = await openEstate();
    const record = ['--record', 'file:record'];
    await bench.cli(['apply', '--yes', ...record]);
    await bench.write({ 'out/old.xml': 'earlier' });
    const outputs = ['-o', 'junit=out/new.xml', '-o', 'junit=out/old.xml'];
    await fault(bench, { method: 'GET', path: SERVER_GROUPS }, { type: 'respond', status: 403 });
    await expectFailure(await bench.cli([command, ...record, ...outputs]), { error: /403/, hint: null });
    expect(await readdir(join(bench.folder, 'out'))).toEqual(['old.xml']);
    expect(await fileIn(bench, 'out/old.xml')).toBe('earlier');
  });
});

describe('colours', () => {
  test.each<readonly [string, CliOptions, readonly string[], boolean]>([
    ['a terminal', { terminal: true }, [], true],
    ['no terminal', {}, [], false],
    ['NO_COLOR', { terminal: true, env: { NO_COLOR: '1' } }, [], false],
    ['an empty NO_COLOR', { terminal: true, env: { NO_COLOR: '' } }, [], true],
    ['--no-color', { terminal: true }, ['--no-color'], false],
    ['FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], true],
    ['FORCE_COLOR=0', { env: { FORCE_COLOR: '0' } }, [], false],
    ['FORCE_COLOR and NO_COLOR', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, [], false],
    ['FORCE_COLOR and --no-color', { env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
    ['MULETEER_NO_COLOR', { terminal: true, env: { MULETEER_NO_COLOR: 'true' } }, [], false],
  ])('%s', async (_, options, flags, expected) => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes', ...flags], options);
    expect(result.code).toBe(0);
    expect([COLOUR.test(result.stdout), COLOUR.test(result.stderr)]).toEqual([expected, expected]);
  });

  test.each<readonly [CliOptions, boolean]>([
    [{ terminal: true }, true],
    [{ terminal: true, env: { NO_COLOR: '1' } }, false],
  ])('of an error, with %j', async (options, expected) => {
    const bench = await openEstate();
    const { stderr } = await bench.cli(['plan', '--target', 'nowhere'], options);
    expect(COLOUR.test(stderr)).toBe(expected);
  });
});

describe('the progress of an apply', () => {
  /** Lines that are written again. */
  const LIVE = `${String.fromCharCode(27)}[J`;

  test.each<readonly [string, CliOptions, readonly string[], 'live' | 'plain']>([
    ['a terminal', { terminal: true }, [], 'live'],
    ['a terminal without colours', { terminal: true, env: { NO_COLOR: '1' } }, [], 'live'],
    ['a log', {}, [], 'plain'],
    ['a terminal that can only print', { terminal: true, env: { TERM: 'dumb' } }, [], 'plain'],
    ['a terminal of a CI system', { terminal: true, env: { CI: 'true' } }, ['--record', 'none'], 'plain'],
    ['a terminal that the log is written to', { terminal: true }, ['-v'], 'plain'],
  ])('%s', async (_, options, flags, expected) => {
    const bench = await openEstate();
    const { code, stderr } = await bench.cli(['apply', '--yes', ...flags], options);
    expect(code).toBe(0);
    expect(stderr.includes(LIVE)).toBe(expected === 'live');
    expect(/^\S*\d\d:\d\d:\d\dZ\S* .*✓.* c1 /m.test(stderr)).toBe(expected === 'plain');
    expect(stderr.match(/✓/g)).toHaveLength(3);
  });

  test('on a terminal nothing stays but what has ended, and the report repeats none of it', async () => {
    const bench = await openEstate();
    const terminal = new Terminal(80, 24);
    const { stdout, stderr } = await bench.cli(['apply', '--yes'], { terminal: true, columns: 80 });
    terminal.write(stderr);
    expect(terminal.text().split('\n')).toHaveLength(3);
    expect(terminal.text()).toMatch(/^(✓ c\d production\/\S+: \S+ \S+ s\n?){3}$/);
    expect(stdout).toMatch(/nothing irreversible\S*\n\n\S*Applied: 3 of 3/);
  });

  test('a log ends with every call, in the order of the plan, with its line', async () => {
    const bench = await openEstate();
    const { stdout } = await bench.cli(['apply', '--yes', '-q']);
    expect(stdout).toMatch(/\n(✓ c\d production\/\S+ {3}all\.yaml:\d+\n){3}\nApplied: 3 of 3/);
  });
});

describe('-q', () => {
  test('no progress and no warnings, but results and errors', async () => {
    const bench = await openEstate();
    const loud = await bench.cli(['apply', '--yes']);
    expect(loud.stderr).toContain('production/ServerGroup/payments');
    const again = await openEstate();
    const quiet = await again.cli(['apply', '--yes', '-q']);
    expect(quiet).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('3 of 3 calls done'),
    });
    const failed = await again.cli(['plan', '-q', '--target', 'nowhere']);
    expect(failed.stderr).toContain('error: ');
  });
});

describe('-v', () => {
  test('a JSON line on stderr for each request, without a secret', async () => {
    const bench = await openEstate();
    const { stdout, stderr } = await bench.cli(['apply', '--yes', '-v', '-q']);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const log = await bench.log();
    expect(lines.map(({ method, path, status }) => `${method} ${path} ${status}`).sort()).toEqual(
      log.map(({ method, path, status }) => `${method} ${path} ${status}`).sort(),
    );
    for (const line of lines) {
      expect(Object.keys(line).sort()).toEqual([
        'level',
        'method',
        'milliseconds',
        'msg',
        'path',
        'requestId',
        'status',
        'time',
        'transactionId',
      ]);
    }
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(lines.length);
    expect(lines.every(({ transactionId }) => typeof transactionId === 'string')).toBe(true);
    const world = (await bench.control('GET', 'world')) as {
      sessions: readonly { readonly token: string }[];
    };
    expect(world.sessions.length).toBeGreaterThan(0);
    for (const { token } of world.sessions) expect(stdout + stderr).not.toContain(token);
    expect(stderr).not.toMatch(/authorization|bearer|client_secret/i);
  });

  test('without it, no request is told', async () => {
    const bench = await openEstate();
    expect((await bench.cli(['plan'])).stderr).toBe('');
  });

  test('also for what failed', async () => {
    const bench = await openEstate();
    const action = { type: 'drop', when: 'before' };
    await bench.control('POST', 'faults', { match: { path: '/clusters$' }, action });
    const { stderr } = await bench.cli(['plan', '-v']);
    expect(stderr).toMatch(/"level":40,.*"path":"\/hybrid\/api\/v1\/clusters","status":null/);
  });
});
