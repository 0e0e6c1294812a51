/** Reports that cannot be written, and what they say of the commit. */
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { fault, openEstate, SERVER_GROUPS } from '../support/estate.ts';
import { expectFailure, expectNoInnards } from '../support/failure.ts';
import { CONSOLE } from '../support/manifests.ts';

afterEach(closeBenches);

describe.skipIf(process.platform !== 'linux')('a disk that is full', () => {
  const FULL = /^error: cannot write \/dev\/full \(ENOSPC\)$/m;

  test('after all is done: the writes count', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['apply', '--yes', '-o', 'json=/dev/full', '-o', 'text']);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(FULL) });
    expect(result.stdout).toContain('Applied: 3 of 3 calls done');
    expect(await bench.writes()).toHaveLength(3);
    expectNoInnards(result);
  });

  test('after a part was done', async () => {
    const bench = await openEstate();
    await fault(bench, { method: 'POST', path: `${SERVER_GROUPS}$` }, { type: 'respond', status: 400 });
    const result = await bench.cli(['apply', '--yes', '-o', 'json=/dev/full']);
    expect(result).toMatchObject({ code: 4, stderr: expect.stringMatching(FULL) });
  });

  test('where nothing was written', async () => {
    const bench = await openEstate();
    await bench.cli(['apply', '--yes']);
    await bench.clearLog();
    for (const args of [['apply', '--yes'], ['plan'], ['validate']]) {
      const result = await bench.cli([...args, '-o', 'json=/dev/full']);
      await expectFailure(result, { error: /cannot write \/dev\/full \(ENOSPC\)/, hint: null }, bench);
    }
  });
});

test('a file has no colours, wherever the rest goes', async () => {
  const bench = await openEstate();
  const options = { terminal: true, env: { FORCE_COLOR: '1' } };
  const esc = String.fromCharCode(27);
  for (const args of [['plan'], ['apply', '--yes']]) {
    const { stdout } = await bench.cli([...args, '-o', 'text=out.txt'], options);
    expect(stdout).toContain(esc);
    expect(await readFile(join(bench.folder, 'out.txt'), 'utf8')).not.toContain(esc);
  }
});

describe('the commit', () => {
  function git(bench: Bench, ...args: readonly string[]): string {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    return execFileSync('git', [...who, ...args], { cwd: bench.folder, encoding: 'utf8' }).trim();
  }

  test.each([
    ['plan', ['plan']],
    ['apply', ['apply', '--yes']],
  ] as const)(
    'of the manifests, not of the working folder; a report beside them is not dirt: %s',
    async (_, args) => {
      const bench = await openEstate();
      git(bench, 'init', '-q');
      git(bench, 'add', '.');
      git(bench, 'commit', '-qm', 'all');
      const report = join(bench.folder, 'out/report.json');
      const outside = await openBench();
      for (const path of [bench.folder, join(bench.folder, 'all.yaml')]) {
        await rm(join(bench.folder, 'out'), { recursive: true, force: true });
        const { code } = await bench.cli([...args, path, '-o', `json=${report}`], { cwd: outside.folder });
        expect(code).toBe(0);
        const source = { commit: git(bench, 'rev-parse', 'HEAD'), dirty: false };
        expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ source });
      }
    },
  );
});

test('what goes wrong while reading says which target it was about', async () => {
  const bench = await openEstate();
  await bench.write({ 'mmc.yaml': CONSOLE });
  await fault(bench, { path: `${SERVER_GROUPS}$` }, { type: 'respond', status: 500, body: 'no' });
  const failure = { error: /serverGroups \(500\)|\(500\): no/, hint: /target production, all\.yaml:1/ };
  await expectFailure(await bench.cli(['plan']), failure, bench);
});
