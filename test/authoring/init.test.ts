import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { LanguageServer } from './language-server.ts';

afterEach(closeBenches);

const EXAMPLES = join(import.meta.dirname, '../../examples/ci');
const FLAGS = ['--organization', 'Acme', '--environment', 'Sandbox'];

const filesOf = (bench: Bench, folder = '') =>
  readdirSync(join(bench.folder, folder), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
const read = (bench: Bench, name: string) => readFileSync(join(bench.folder, name), 'utf8');

function envOf(bench: Bench) {
  return {
    ANYPOINT_HOST: bench.sandbox.url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
  };
}

const PIPELINES = {
  github: {
    '.github/workflows/plan.yml': 'github/plan.yml',
    '.github/workflows/apply.yml': 'github/apply.yml',
    '.github/workflows/drift.yml': 'github/drift.yml',
  },
  gitlab: { '.gitlab-ci.yml': 'gitlab/.gitlab-ci.yml', 'ci/merge-request.mjs': 'gitlab/merge-request.mjs' },
  none: {},
} as const;

describe('init', () => {
  test.each(Object.keys(PIPELINES) as readonly (keyof typeof PIPELINES)[])(
    'for %s writes a repository that validates, plans and applies',
    async (ci) => {
      const bench = await openBench();
      const { code, stdout } = await bench.cli(['init', ...FLAGS, '--ci', ci]);
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(filesOf(bench).length);
      for (const [name, example] of Object.entries(PIPELINES[ci])) {
        expect(read(bench, name)).toBe(readFileSync(join(EXAMPLES, example), 'utf8'));
      }
      expect(stdout.match(/^\.git(hub|lab)/gm) ?? []).toHaveLength({ github: 3, gitlab: 1, none: 0 }[ci]);

      const env = envOf(bench);
      expect(await bench.cli(['validate'], { env })).toEqual({
        code: 0,
        stdout: 'Valid: 1 target, 3 resources.\n',
        stderr: '',
      });
      expect(await bench.cli(['fmt', '--check'])).toMatchObject({ code: 0 });
      const planned = await bench.cli(['plan', 'estate'], { env });
      expect(planned).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('+ ServerGroup example-group'),
      });
      const applied = await bench.cli(['apply', 'estate', '--yes', '--record', 'none'], { env });
      expect(applied).toMatchObject({ code: 0 });
    },
  );

  test('asks three questions, of which flags answer some', async () => {
    const bench = await openBench();
    const answers = ['Acme', 'Pre-Production (EU)', 'gitlab'];
    const { code } = await bench.cli(['init', 'one'], { answer: async () => answers.shift() ?? 'too many' });
    expect(code).toBe(0);
    expect(answers).toEqual([]);
    expect(read(bench, 'one/estate/environment.yaml')).toMatch(
      /name: pre-production-eu }\nspec:\n {2}organization: Acme\n {2}environment: Pre-Production \(EU\)\n/,
    );
    const flags = ['--organization', 'Acme: x', '--ci', 'none', '--target', 'live', '--control-plane', 'eu'];
    expect(await bench.cli(['init', 'two', ...flags], { answer: 'Live' })).toMatchObject({ code: 0 });
    expect(read(bench, 'two/estate/environment.yaml')).toMatch(
      /name: live }\nspec:\n {2}controlPlane: eu\n {2}organization: "Acme: x"\n {2}environment: Live\n/,
    );
    expect(await bench.cli(['validate', '-q', 'two'])).toMatchObject({ code: 0 });
  });

  test('never asks where nobody can answer', async () => {
    const bench = await openBench();
    const failure = {
      error: /init needs --environment and --ci: there is nobody to ask/,
      hint: /muleteer init --/,
    };
    await expectFailure(await bench.cli(['init', '--organization', 'Acme']), failure);
    const told = await bench.cli(['init', '--yes'], { answer: 'never asked' });
    await expectFailure(told, { error: /init needs --organization and --environment:/, hint: /./ });
    const empty = await bench.cli(['init', ...FLAGS.slice(2)], { answer: '  ' });
    await expectFailure(empty, { error: /init needs --organization/, hint: /nothing was written/ });
    const misspelt = await bench.cli(['init', ...FLAGS, '--ci', 'gitlba']);
    await expectFailure(misspelt, { error: /no ready pipeline for gitlba/, hint: /did you mean gitlab\?/ });
    expect(filesOf(bench)).toEqual([]);
  });

  test('overwrites nothing', async () => {
    const bench = await openBench();
    await bench.write({ 'README.md': 'mine', '.vscode/settings.json': '{}' });
    const result = await bench.cli(['init', ...FLAGS, '--yes']);
    await expectFailure(result, {
      error: /\. has \.vscode\/settings\.json and README\.md already/,
      hint: /nothing was written/,
    });
    expect(filesOf(bench)).toHaveLength(2);
    expect(read(bench, 'README.md')).toBe('mine');
  });

  test('sets up editors: what it writes is all that the YAML language server needs', async () => {
    const bench = await openBench();
    await bench.cli(['init', ...FLAGS, '--yes']);
    const settings = JSON.parse(read(bench, '.vscode/settings.json')) as { 'yaml.schemas': object };
    const server = await LanguageServer.start(bench.folder, { schemas: settings['yaml.schemas'] });
    try {
      expect(await server.open('estate/servers.yaml', read(bench, 'estate/servers.yaml'))).toEqual([]);
      const text = 'apiVersion: muleteer/v1\nkind: Cluster\nmetadata: { name: x }\nspec: { srvers: [] }\n';
      const problems = await server.open('estate/apps/x.yaml', text);
      expect(problems.map(({ message }) => message)).toContain('Property srvers is not allowed.');
    } finally {
      await server.stop();
    }
  });
});
