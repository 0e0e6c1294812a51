/** What `action.yml` offers, what the code knows, and what it refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { INPUTS, readInputs } from '../../action/inputs.ts';
import { openInProcess, pullRequest } from './in-process.ts';
import { readAction } from './run-steps.ts';

const ROOT = join(import.meta.dirname, '../..');
const ACTION = readAction();

function read(
  inputs: Readonly<Record<string, string>>,
  event = 'pull_request',
): ReturnType<typeof readInputs> {
  return readInputs({
    env: { [INPUTS]: JSON.stringify(inputs), GITHUB_EVENT_NAME: event, GITHUB_WORKSPACE: '/w' },
  });
}

describe('action.yml', () => {
  test('pins the actions of others to a commit, and has no expression in a script', () => {
    const used = ACTION.runs.steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used).toHaveLength(2);
    for (const one of used) expect(one).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
    for (const { run } of ACTION.runs.steps) expect(run ?? '').not.toContain('${{');
  });

  test('has no input that the code does not read, and every one is documented', () => {
    const source = readFileSync(join(ROOT, 'action/inputs.ts'), 'utf8');
    const known = [...source.matchAll(/\b(?:text|lines)\('([\w-]+)'\)/g)].map(([, name]) => name);
    expect([...new Set(known)].sort()).toEqual(Object.keys(ACTION.inputs).sort());
    const document = readFileSync(join(ROOT, 'docs/pull-requests.md'), 'utf8');
    for (const name of [...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs)])
      expect(document, name).toContain(`\`${name}\``);
  });

  test.each([
    ['pull_request', 'plan'],
    ['push', 'apply'],
    ['schedule', 'drift'],
  ])('on %s it does %s', (event, command) => {
    expect(read({}, event).command).toBe(command);
    expect(read({ command: 'plan' }, event).command).toBe('plan');
  });

  test.each([
    [{}, 'workflow_dispatch', /nobody said what to do on workflow_dispatch/],
    [{ command: 'destroy' }, 'push', /the input command is destroy/],
    [{ comment: 'yes' }, 'push', /the input comment is yes/],
    [{ review: 'maybe' }, 'push', /the input review is maybe/],
  ])('refuses %o on %s', (inputs, event, message) => {
    expect(() => read(inputs, event)).toThrow(message);
  });

  test('reads lists line by line, and folders below the workspace', () => {
    expect(read({ path: 'a\n  b \n\n', target: 'production', 'working-directory': 'estate' })).toMatchObject({
      paths: ['a', 'b'],
      targets: ['production'],
      workingDirectory: '/w/estate',
      recordRemote: null,
    });
  });

  test('plans no fork with the secrets of the repository', async () => {
    const payload = pullRequest('abc1234', 'mallory/estate');
    const action = await openInProcess({
      event: 'pull_request',
      payload,
      env: { GITHUB_EVENT_NAME: 'pull_request_target' },
      inputs: { command: 'plan' },
    });
    expect(await action.run('run')).toBe(1);
    expect(action.log()).toMatch(
      /::error::a pull request of a fork is not planned with the secrets of this repository/,
    );
  });
});
