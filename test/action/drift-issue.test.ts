/** One issue, ours, for as long as something is drifted. */
import { describe, expect, test } from 'vitest';
import { keepIssue } from '../../action/drift-issue.ts';
import { type InProcess, openInProcess } from './in-process.ts';

const BODY = '<!-- muleteer:drift production -->\nsomething\n';

function openIssue({ github }: InProcess, login: string, more: object = {}): void {
  const id = 900 + github.issues.length;
  github.issues.push({
    id,
    number: id,
    title: 'theirs',
    body: BODY,
    state: 'open',
    user: { login },
    html_url: `https://github.test/${id}`,
    ...more,
  });
}

describe('the issue about drift', () => {
  test('is opened, kept up to date, closed, and opened anew', async () => {
    const action = await openInProcess({ event: 'schedule' });
    const { step, github } = action;
    await keepIssue(step, BODY, []);
    expect(github.writes()).toEqual([]);
    await keepIssue(step, BODY, ['production']);
    await keepIssue(step, `${BODY}more\n`, ['production']);
    expect(github.issues).toMatchObject([{ state: 'open', body: `${BODY}more\n` }]);
    await keepIssue(step, `${BODY}nothing\n`, []);
    expect(github.issues).toMatchObject([{ state: 'closed', title: 'Changed outside git: production' }]);
    await keepIssue(step, BODY, ['production']);
    expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(action.outputs()['issue-url']).toBe(github.issues[1]?.html_url);
  });

  test("is not somebody else's, and no pull request", async () => {
    const action = await openInProcess({ event: 'schedule' });
    openIssue(action, 'mallory');
    openIssue(action, 'github-actions[bot]', { pull_request: {} });
    await keepIssue(action.step, BODY, ['production']);
    expect(action.github.writes()).toEqual(['POST /issues']);
  });

  test.each([
    ['before', {}],
    ['after', { after: true }],
  ] as const)('is one, where the answer got lost %s it was made', async (_, when) => {
    const { step, github } = await openInProcess({ event: 'schedule' });
    github.fault(/POST .*issues/, { status: 502 }, when);
    await keepIssue(step, BODY, ['production']);
    expect(github.issues).toHaveLength(1);
  });
});
