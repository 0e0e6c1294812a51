/** The ready Jenkinsfile: it is whole, it guards against two at once, and its commands do what its stages say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { closeBenches } from '../support/bench.ts';
import { CREDENTIALS, commandsIn, openCiEstate, readExample } from './ci-estate.ts';
import { type Block, blockAt, readJenkinsfile, shellIn } from './jenkinsfile.ts';

afterEach(closeBenches);

const TEXT = readExample('jenkins/Jenkinsfile');
const LIMIT_MS = 120_000;

function stage(name: string): Block {
  return blockAt(readJenkinsfile(TEXT), 'stages', `stage('${name}')`);
}

function environment(): Readonly<Record<string, string>> {
  const lines = blockAt(readJenkinsfile(TEXT), 'environment').statements.map((line) => line.split(' = '));
  return Object.fromEntries(
    lines.map(([name = '', value = '']) => [
      name,
      value.startsWith('credentials(') ? (CREDENTIALS[name] ?? '') : value.replaceAll("'", ''),
    ]),
  );
}

describe('the Jenkinsfile', () => {
  test('is whole: another reader than Jenkins finds every block', () => {
    const stages = blockAt(readJenkinsfile(TEXT), 'stages').blocks.map(({ head }) => head);
    expect(stages).toEqual(['Install', 'Plan', 'Review', 'Apply', 'Drift'].map((name) => `stage('${name}')`));
    expect(() => readJenkinsfile(TEXT.replace(/\}\s*$/, ''))).toThrow(/the block pipeline does not end/);
    expect(() => readJenkinsfile(`${TEXT}}`)).toThrow(/a closing brace too many/);
    expect(() => readJenkinsfile(TEXT.replace("'npm ci'", "'npm ci"))).toThrow(
      /a string does not end, at line/,
    );
    expect(() => readJenkinsfile(TEXT.replace('steps {', 'step {'))).toThrow(/stage has no section step/);
  });

  test('lets one apply at a time, and asks first', () => {
    expect(blockAt(readJenkinsfile(TEXT), 'options').statements).toContain('disableConcurrentBuilds()');
    expect(blockAt(stage('Apply'), 'steps').blocks.map(({ head }) => head)).toEqual(["lock('muleteer')"]);
    expect(blockAt(stage('Review'), 'steps').statements).toEqual([expect.stringMatching(/^input /)]);
    expect(blockAt(stage('Plan'), 'post', 'always').statements).toContainEqual(
      expect.stringMatching(/^junit /),
    );
  });

  test(
    'plans, applies just that, and finds drift',
    async () => {
      const estate = await openCiEstate('jenkins');
      const folder = estate.checkout();
      const run = (name: string) => estate.run(shellIn(stage(name)), folder, environment());
      expect(['Install', 'Plan', 'Apply', 'Drift'].flatMap((name) => shellIn(stage(name)))).toEqual(
        expect.arrayContaining([...commandsIn(TEXT)]),
      );

      expect(await run('Install')).toMatchObject({ code: 0 });
      const planned = await run('Plan');
      expect(planned.code, planned.output).toBe(0);
      for (const file of ['out/plan.json', 'out/plan.md', 'out/plan.xml'])
        expect(existsSync(join(folder, file)), file).toBe(true);
      expect(await estate.bench.writes()).toEqual([]);

      const applied = await run('Apply');
      expect(applied.code, applied.output).toBe(0);
      expect(applied.output).toContain('Applied: 1 of 1 call done');

      expect(await run('Drift')).toMatchObject({ code: 0 });
      await (await byHand(estate.bench)).remove('/serverGroups', 'payments');
      expect(await run('Drift')).toMatchObject({
        code: 2,
        output: expect.stringContaining('deleted outside git'),
      });
    },
    LIMIT_MS,
  );
});
