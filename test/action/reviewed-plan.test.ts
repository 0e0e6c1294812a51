/** Which plan an apply takes for the one that was reviewed. */
import { describe, expect, test } from 'vitest';
import { artifactName } from '../../action/reviewed-plan.ts';
import type { Artifact, Pull } from './github-state.ts';
import { ALL, type InProcess, openInProcess, type Setting } from './in-process.ts';

const PUSH: Setting = { event: 'push', commit: 'f00ba12' };

const PULL: Pull = {
  number: 4,
  merged_at: '2024-06-01T10:00:00Z',
  merge_commit_sha: 'f00ba12',
  base: { ref: 'main' },
  head: { sha: 'abc1234', repo: { full_name: 'acme/estate', fork: false } },
};

function keepSnapshot({ github }: InProcess, id: number, run: Partial<Artifact['workflow_run']>): void {
  github.artifacts.push({
    id,
    name: 'muleteer-snapshot',
    expired: false,
    created_at: `2024-06-01T0${id}:00:00Z`,
    files: new Map(),
    workflow_run: { id, head_sha: 'x', head_branch: 'main', repository_id: 1, head_repository_id: 1, ...run },
  });
}

function keep(
  action: InProcess,
  id: number,
  more: Partial<Artifact> = {},
  run: Partial<Artifact['workflow_run']> = {},
): void {
  action.github.artifacts.push({
    id,
    name: artifactName(4, action.step.inputs, action.io),
    expired: false,
    created_at: `2024-06-01T0${id}:00:00Z`,
    files: new Map(),
    ...more,
    workflow_run: {
      id,
      head_sha: 'abc1234',
      head_branch: 'change',
      repository_id: 1,
      head_repository_id: 1,
      ...run,
    },
  });
}

async function started(action: InProcess): Promise<Readonly<Record<string, string>>> {
  expect(await action.run('start'), action.log()).toBe(0);
  return action.outputs();
}

describe('the reviewed plan', () => {
  test('is the newest of the last commit of the pull request that brought this one', async () => {
    const action = await openInProcess(PUSH);
    action.github.pulls.push(
      { ...PULL, number: 3, merge_commit_sha: null, head: { ...PULL.head, sha: 'f00ba12' } },
      PULL,
    );
    keep(action, 9, {}, { head_sha: 'an-earlier-commit' });
    keep(action, 3);
    keep(action, 2);
    keep(action, 5, { name: 'muleteer-plan-4-0000000' });
    expect(await started(action)).toMatchObject({ 'fetch-run': '3', pull: '4', missing: '' });
  });

  test.each<[string, RegExp, (action: InProcess) => void]>([
    ['no pull request', /^commit f00ba12 came with no pull request to main$/, () => {}],
    [
      'a pull request to another branch',
      /came with no pull request to main$/,
      ({ github }) => void github.pulls.push({ ...PULL, base: { ref: 'next' } }),
    ],
    [
      'one that is not merged',
      /came with no pull request to main$/,
      ({ github }) => void github.pulls.push({ ...PULL, merged_at: null }),
    ],
    [
      'no plan',
      /^pull request #4 has no plan of its last commit abc1234 for this path and target/,
      ({ github }) => void github.pulls.push(PULL),
    ],
    [
      'a plan that a fork made',
      /^pull request #4 came from a fork, whose plans anybody could write$/,
      (action) => {
        action.github.pulls.push(PULL);
        keep(action, 1, {}, { head_repository_id: 2 });
      },
    ],
    [
      'a plan that is gone',
      /^pull request #4 had a plan, which is kept no longer/,
      (action) => {
        action.github.pulls.push(PULL);
        keep(action, 1, { expired: true });
      },
    ],
  ])('%s: there is none, and it says why', async (_, why, prepare) => {
    const action = await openInProcess(PUSH);
    prepare(action);
    const outputs = await started(action);
    expect(outputs['fetch-run']).toBe('');
    expect(outputs.missing).toMatch(why);
  });

  test('is not looked for where a file is given, or none is wanted, or nothing is applied', async () => {
    for (const [event, inputs] of [
      ['push', { 'plan-file': 'x.json' }],
      ['push', { review: 'none' }],
      ['schedule', {}],
    ] as const) {
      const action = await openInProcess({ event, inputs, permissions: {} });
      expect(await started(action)).toMatchObject({ 'fetch-run': '', missing: '' });
      expect(action.github.received).toEqual([]);
    }
  });

  test('another path, target or folder has another name', async () => {
    const names = await Promise.all(
      [{}, { path: 'a' }, { path: 'a\nb' }, { target: 'a' }, { 'working-directory': 'a' }].map(
        async (inputs) => {
          const { step, io } = await openInProcess({ inputs });
          return artifactName(4, step.inputs, io);
        },
      ),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ['pull-requests: read', { actions: 'read' }],
    ['actions: read', { 'pull-requests': 'read' }],
  ] as const)('without %s the job says so', async (missing, permissions) => {
    const action = await openInProcess({ ...PUSH, permissions });
    action.github.pulls.push(PULL);
    expect(await action.run('start')).toBe(1);
    expect(action.log()).toMatch(
      new RegExp(`^::error::.*answered 403.*%0Athe job needs permissions: ${missing}$`, 'm'),
    );
    expect(Object.keys(ALL)).toContain(missing.split(':')[0]);
  });
});

describe('the newest snapshot', () => {
  test('is of the branch that the pull request goes to, and of this repository', async () => {
    const payload = { pull_request: { ...PULL, number: 1 } };
    const action = await openInProcess({ payload, inputs: { live: 'latest' } });
    keepSnapshot(action, 1, {});
    keepSnapshot(action, 2, {});
    keepSnapshot(action, 3, { head_branch: 'a-branch-of-ours' });
    keepSnapshot(action, 4, { head_repository_id: 2 });
    expect(await started(action)).toMatchObject({ 'fetch-run': '2', 'fetch-name': 'muleteer-snapshot' });
  });
});
