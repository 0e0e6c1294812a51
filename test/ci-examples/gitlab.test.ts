/** The ready GitLab pipeline: parsed, guarded, and its scripts run against a fake GitLab. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { byHand } from '../commands/by-hand.ts';
import { closeBenches } from '../support/bench.ts';
import {
  type CiEstate,
  CREDENTIALS,
  commandsIn,
  type Ended,
  openCiEstate,
  readExample,
} from './ci-estate.ts';
import { type FakeGitLab, startFakeGitLab, TOKEN } from './fake-gitlab.ts';

afterEach(closeBenches);

const TEXT = readExample('gitlab/.gitlab-ci.yml');
const LIMIT_MS = 120_000;

interface Job {
  readonly script: readonly string[];
  readonly resource_group?: string;
  readonly interruptible?: boolean;
  readonly allow_failure?: { readonly exit_codes: readonly number[] };
  readonly artifacts?: {
    readonly paths: readonly string[];
    readonly reports: Readonly<Record<string, string>>;
  };
}

interface Pipeline {
  readonly default: { readonly before_script: readonly string[] };
  readonly variables: Readonly<Record<string, string>>;
  readonly plan: Job;
  readonly apply: Job;
  readonly drift: Job;
}

const PIPELINE = parse(TEXT) as Pipeline;

type JobName = 'plan' | 'apply' | 'drift';

async function openOnGitLab(): Promise<{
  readonly estate: CiEstate;
  readonly gitlab: FakeGitLab;
  run(job: JobName, folder: string): Promise<Ended>;
}> {
  const [estate, gitlab] = [await openCiEstate('gitlab'), await startFakeGitLab()];
  const env = {
    ...PIPELINE.variables,
    ...CREDENTIALS,
    CI_API_V4_URL: gitlab.url,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    CI_COMMIT_SHA: estate.main,
    MULETEER_GITLAB_TOKEN: TOKEN,
  };
  return {
    estate,
    gitlab,
    run: (job, folder) =>
      estate.run([...PIPELINE.default.before_script, ...PIPELINE[job].script], folder, env),
  };
}

describe('the GitLab pipeline', () => {
  test('lets one apply at a time, and none is cut short', () => {
    expect(PIPELINE.apply).toMatchObject({ resource_group: 'muleteer', interruptible: false });
    expect(PIPELINE.plan.artifacts?.reports).toEqual({
      junit: 'out/junit.xml',
      codequality: 'out/code-quality.json',
    });
    expect(PIPELINE.drift.allow_failure).toEqual({ exit_codes: [2] });
    const scripts = [PIPELINE.plan, PIPELINE.apply, PIPELINE.drift].flatMap(({ script }) => script);
    expect(scripts).toEqual(commandsIn(TEXT));
  });

  test(
    'a merge request gets a note, a second push updates it, and the merge applies what it showed',
    async () => {
      const { estate, gitlab, run } = await openOnGitLab();
      const folder = estate.checkout();
      const quoted = '<!-- muleteer:plan production -->\nsomebody else';
      gitlab.notes.push(
        { id: 1, body: quoted, author: { id: 1 } },
        { id: 2, body: 'hello', author: { id: 42 } },
      );

      const planned = await run('plan', folder);
      expect(planned.code, planned.output).toBe(0);
      expect(gitlab.notes).toHaveLength(3);
      expect(gitlab.notes[2]?.body).toMatch(/^<!-- muleteer:plan production -->\n[\s\S]*payments/);
      for (const file of Object.values(PIPELINE.plan.artifacts?.reports ?? {}))
        expect(readFileSync(join(folder, file), 'utf8'), file).toContain('payments');

      const [, , own] = gitlab.notes;
      Object.assign(own ?? {}, { body: '<!-- muleteer:plan production -->\nof an earlier push' });
      expect(await run('plan', folder)).toMatchObject({ code: 0 });
      expect(gitlab.notes.map(({ body }) => body.split('\n')[1])).toEqual([
        'somebody else',
        undefined,
        expect.stringContaining('production'),
      ]);

      // The job of the merge request kept it; the one on main fetches it.
      gitlab.merged = { commit: estate.main, head: 'abc' };
      gitlab.pipelines.push(
        { id: 9, sha: 'old', status: 'success' },
        { id: 8, sha: 'abc', status: 'failed' },
        { id: 3, sha: 'abc', status: 'success' },
      );
      gitlab.plans.set(3, readFileSync(join(folder, 'out/plan.json'), 'utf8'));
      const applied = await run('apply', estate.checkout());
      expect(applied.code, applied.output).toBe(0);
      expect(applied.output).toContain('Applied: 1 of 1 call done');

      // A pipeline for merged results runs on a commit of its own.
      gitlab.pipelines.splice(0, 3, { id: 3, sha: 'result', status: 'success' });
      gitlab.parents.set('result', ['of-main', 'abc']);
      expect(await run('apply', estate.checkout())).toMatchObject({ code: 0 });

      expect(await run('drift', estate.checkout())).toMatchObject({ code: 0 });
      await (await byHand(estate.bench)).remove('/serverGroups', 'payments');
      expect(await run('drift', estate.checkout())).toMatchObject({ code: 2 });
    },
    LIMIT_MS,
  );

  test(
    'nothing is applied that came without a merge request, or with a plan of another commit',
    async () => {
      const { estate, gitlab, run } = await openOnGitLab();
      const folder = estate.checkout();
      const direct = await run('apply', folder);
      expect(direct.code).toBe(1);
      expect(direct.output).toMatch(
        /error: commit [0-9a-f]{40} came with no merge request: nobody reviewed a plan/,
      );
      gitlab.merged = { commit: estate.main, head: 'abc' };
      gitlab.pipelines.push({ id: 9, sha: 'old', status: 'success' });
      expect(await run('apply', folder)).toMatchObject({
        code: 1,
        output: 'error: merge request !7 has no plan of its last commit: nobody reviewed it\n',
      });
      expect(await estate.bench.writes()).toEqual([]);
    },
    LIMIT_MS,
  );
});
