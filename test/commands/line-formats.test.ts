/** Formats that point at lines of the repository, over the command line, from a folder below its root. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, type CliOptions, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { byHand } from './by-hand.ts';
import { commit, ENV } from './git-bench.ts';

afterEach(closeBenches);

const FILE = 'team/estate/all.yaml';
const GROUP = manifest('ServerGroup', 'payments', '{ servers: [mule-1] }');

/** A work tree whose manifests stand two folders down; commands run one folder down. */
async function openTeam(policy = ''): Promise<{ readonly bench: Bench; readonly team: CliOptions }> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  const environment = policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`;
  await commit(bench, { [FILE]: documents(environment, servers('mule-1'), GROUP) });
  return { bench, team: { cwd: join(bench.folder, 'team'), env: ENV } };
}

/** Where the group's document begins, as an editor counts. */
async function lineOfGroup(bench: Bench): Promise<number> {
  const lines = (await readFile(join(bench.folder, FILE), 'utf8')).split('\n');
  return lines.indexOf('kind: ServerGroup');
}

async function output(bench: Bench, name: string): Promise<string> {
  return readFile(join(bench.folder, 'team', name), 'utf8');
}

describe('from a folder below the root', () => {
  test('each format in its file and one on stdout; files from the root, but for people from here', async () => {
    const { bench, team } = await openTeam();
    const files = [
      'sarif=out/plan.sarif',
      'junit=out/plan.xml',
      'codequality=out/quality.json',
      'text=out/plan.txt',
    ];
    const sinks = ['github', ...files].flatMap((sink) => ['-o', sink]);
    const { code, stdout } = await bench.cli(['plan', 'estate', ...sinks], team);
    expect(code).toBe(0);
    const line = await lineOfGroup(bench);
    expect(stdout).toBe(
      `::notice file=${FILE},line=${line},col=1,title=production/ServerGroup/payments::to be created\n`,
    );
    const sarif = JSON.parse(await output(bench, 'out/plan.sarif'));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: FILE, uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: 1 },
    });
    expect(await output(bench, 'out/plan.xml')).toContain(
      `<testcase name="ServerGroup/payments" classname="production.ServerGroup" file="${FILE}">`,
    );
    expect(JSON.parse(await output(bench, 'out/quality.json'))).toMatchObject([
      { check_name: 'change/create', location: { path: FILE, lines: { begin: line } } },
    ]);
    expect(await output(bench, 'out/plan.txt')).toMatch(/ estate\/all\.yaml:\d+\n/);
  });

  test('the same input gives the same bytes', async () => {
    const { bench, team } = await openTeam();
    for (const format of ['github', 'sarif', 'junit', 'codequality']) {
      const args = ['plan', 'estate', '-o', format];
      const { stdout } = await bench.cli(args, { ...team, after: 60_000 });
      expect(stdout).not.toBe('');
      expect((await bench.cli(args, { ...team, after: 9_000_000 })).stdout).toBe(stdout);
    }
  });

  test('drift points at what somebody changed by hand, and its report is red', async () => {
    const { bench, team } = await openTeam();
    expect(await bench.cli(['apply', 'estate', '--yes'], team)).toMatchObject({ code: 0 });
    await bench.settle();
    const before = await bench.cli(['drift', 'estate', '-o', 'junit'], team);
    expect(before.stdout).toContain('failures="0" errors="0"');
    await (await byHand(bench)).remove('/serverGroups', 'payments');
    const { code, stdout } = await bench.cli(
      ['drift', 'estate', '-o', 'junit', '-o', 'github=drift.txt'],
      team,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('<testsuites name="muleteer drift" tests="2" failures="1" errors="0">');
    expect(await output(bench, 'drift.txt')).toBe(
      `::warning file=${FILE},line=${await lineOfGroup(bench)},col=1,title=production/ServerGroup/payments::deleted outside git\n`,
    );
  });

  test('a guard that would refuse the apply is an error at its target, and red', async () => {
    const { bench, team } = await openTeam('guards: { maxUpdates: 0 }');
    expect(await bench.cli(['apply', 'estate', '--yes'], team)).toMatchObject({ code: 0 });
    await bench.settle();
    const grown = manifest('ServerGroup', 'payments', '{ servers: [mule-1, mule-2] }');
    const environment = `${ENVIRONMENT}  guards: { maxUpdates: 0 }\n`;
    await commit(bench, { [FILE]: documents(environment, servers('mule-1', 'mule-2'), grown) });
    const { code, stdout } = await bench.cli(
      ['plan', 'estate', '-o', 'github', '-o', 'junit=plan.xml'],
      team,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^::error file=team\/estate\/all\.yaml,line=1,col=1,title=production::apply will be refused: /,
    );
    expect(await output(bench, 'plan.xml')).toContain('failures="1" errors="0"');
  });
});

test('outside git, files are named from the working folder', async () => {
  const bench = await openBench();
  await bench.write({ [FILE]: documents(ENVIRONMENT, servers('mule-1'), GROUP) });
  const { stdout } = await bench.cli(['plan', '-o', 'github'], { cwd: join(bench.folder, 'team') });
  expect(stdout).toContain('file=estate/all.yaml,');
});

test('a secret that is also the number of a line leaves a list JSON', async () => {
  const bench = await openBench();
  const target =
    '{ target: { server: mule-1 }, artifact: { file: a.jar }, properties: { pin: "${env:PIN}" } }';
  const text = documents(
    ENVIRONMENT,
    servers('mule-1'),
    `${'#\n'.repeat(2000)}${manifest('Application', 'pay', target)}`,
  );
  await bench.write({ 'all.yaml': text, 'a.jar': 'bytes' });
  const line = text.split('\n').indexOf('kind: Application');
  const { stdout } = await bench.cli(['plan', '-o', 'codequality'], { env: { PIN: `${line}` } });
  expect(JSON.parse(stdout)).toMatchObject([{ location: { path: 'all.yaml', lines: { begin: line } } }]);
});
