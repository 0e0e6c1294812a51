/** `{target}` in the name of a file: what the plan says of one target, in a file of its own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { sinksOf } from '../../src/commands/sinks-of.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, manifest } from '../support/manifests.ts';
import { commit, ENV, openWorkTree } from './git-bench.ts';

afterEach(closeBenches);

const OPS = manifest('UserGroup', 'Ops', '{ permissions: [SERVER_VIEW] }');

/** An Environment that gets a server group, and a Console that gets a user group, committed. */
async function openTwo(policy = ''): Promise<Bench> {
  const bench = await openWorkTree(1, policy);
  await commit(bench, { 'mmc/mmc.yaml': documents(CONSOLE, OPS) });
  return bench;
}

function textIn(bench: Bench, name: string): Promise<string> {
  return readFile(join(bench.folder, name), 'utf8');
}

interface ReadPlan {
  readonly source: { readonly dirty: boolean };
  readonly targets: readonly { readonly name: string }[];
  readonly resource_changes: readonly { readonly address: string }[];
  readonly summary: { readonly create: number };
  readonly fingerprint: string;
}

async function planIn(bench: Bench, name: string): Promise<ReadPlan> {
  return JSON.parse(await textIn(bench, name)) as ReadPlan;
}

describe('{target}', () => {
  test('each file is what a plan of that target alone says', async () => {
    const bench = await openTwo();
    const files = [
      '-o',
      'markdown=out/{target}/plan.md',
      '-o',
      'json=out/{target}.json',
      '-o',
      'text=out/{target}.txt',
    ];
    const { code, stdout } = await bench.cli(['plan', ...files, '-o', 'markdown'], { env: ENV });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!-- muleteer:plan -->\n## Plan for 2 targets\n/);
    for (const [name, address] of [
      ['production', 'production/ServerGroup/group-0'],
      ['mmc', 'mmc/UserGroup/Ops'],
    ] as const) {
      const alone = ['plan', '--target', name, '-o'];
      const markdown = await textIn(bench, `out/${name}/plan.md`);
      expect(markdown).toMatch(new RegExp(`^<!-- muleteer:plan ${name} -->\n`));
      expect(stdout).toContain(markdown.split('<details>')[0]);
      expect(await textIn(bench, `out/${name}.txt`)).toContain(`\n${name} `);
      const plan = await planIn(bench, `out/${name}.json`);
      expect(plan).toMatchObject({ targets: [{ name }], summary: { create: 1 } });
      expect(plan.resource_changes.map((change) => change.address)).toEqual([address]);
      const { stdout: single } = await bench.cli([...alone, 'json'], { env: ENV });
      expect((JSON.parse(single) as ReadPlan).fingerprint).toBe(plan.fingerprint);
    }
  });

  test('one of them can be reviewed, and is carried out alone', async () => {
    const bench = await openTwo();
    await bench.cli(['plan', '-o', 'json=plans/{target}.json'], { env: ENV });
    const args = ['apply', '--target', 'mmc', '--plan', 'plans/mmc.json'];
    expect(await bench.cli(args, { env: ENV })).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([expect.stringMatching(/^POST \/mmc\/api\//)]);
  });

  test('what we write is no change of the work tree', async () => {
    const bench = await openTwo();
    for (let round = 1; round <= 2; round += 1) {
      await bench.cli(['plan', '-o', 'json=plans/{target}.json', '-o', 'markdown={target}.md'], { env: ENV });
      expect((await planIn(bench, 'plans/mmc.json')).source.dirty).toBe(false);
    }
  });

  test('drift has it, too', async () => {
    const bench = await openTwo();
    await bench.cli(['apply', '--yes'], { env: ENV });
    const { code } = await bench.cli(['drift', '-o', 'markdown=out/{target}.md'], { env: ENV });
    expect(code).toBe(0);
    expect(await readdir(join(bench.folder, 'out'))).toEqual(['mmc.md', 'production.md']);
    const text = await textIn(bench, 'out/mmc.md');
    expect(text).toMatch(
      /^<!-- muleteer:drift mmc -->\n## Drift of `mmc`\n\n\*\*No drift: 1 resource as applied/,
    );
  });

  test('no name leads out of its folder, and no two share a file', () => {
    const names = ['production', 'eu-west_1.live', '../../etc', 'a/b', '$&', 'x'.repeat(300)];
    const sinks = sinksOf(
      [{ format: 'json', file: 'out/{target}/{target}.json' }],
      names.map((name) => ({ name })),
    );
    expect(sinks.map(({ target }) => target)).toEqual(names);
    expect(new Set(sinks.map(({ file }) => file)).size).toBe(names.length);
    expect(sinks.slice(0, 3).map(({ file }) => file)).toEqual([
      'out/production/production.json',
      'out/eu-west_1.live/eu-west_1.live.json',
      'out/%2E%2E%2F%2E%2E%2Fetc/%2E%2E%2F%2E%2E%2Fetc.json',
    ]);
  });

  test('what drift cannot know of one target is not told of the other', async () => {
    const bench = await openTwo();
    const { code, stdout } = await bench.cli(['drift', '-o', 'markdown=out/{target}.md'], { env: ENV });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mmc {3}\S/m);
    const [first, second] = [await textIn(bench, 'out/production.md'), await textIn(bench, 'out/mmc.md')];
    expect(first).toContain('nothing was applied to production from git yet');
    expect(first).not.toContain('nothing was applied to mmc');
    expect(second).toContain('nothing was applied to mmc from git yet');
    expect(second).not.toContain('nothing was applied to production');
    expect(second).not.toContain('<sub> ·');
  });

  test('a file that cannot be written is told before anything is asked', async () => {
    const bench = await openEstate();
    const result = await bench.cli(['plan', '-o', 'markdown=all.yaml/{target}.md']);
    await expectFailure(result, { error: /cannot write .*production\.md/, hint: null }, bench);
  });

  test.each([
    ['plan', 'ndjson={target}.ndjson', /no \{target\} here: it goes with text, json, markdown/],
    ['apply', 'json={target}.json', /no \{target\} here: plan and drift have it/],
    ['validate', 'json={target}.json', /no \{target\} here: plan and drift have it/],
  ])('%s -o %s is refused', async (command, sink, error) => {
    const bench = await openEstate();
    const { code, stderr } = await bench.cli([command, '-o', sink]);
    expect(code).toBe(1);
    expect(stderr).toMatch(error);
    expect(await bench.writes()).toEqual([]);
  });
});
