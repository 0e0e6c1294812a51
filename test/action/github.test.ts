/** How the action speaks to GitHub's API when it is busy, broken or unwilling. */
import { describe, expect, test } from 'vitest';
import { explained, GitHubError } from '../../action/github.ts';
import { startHttpServer } from '../support/http-server.ts';
import { REPOSITORY } from './github-state.ts';
import { openInProcess } from './in-process.ts';

const COMMENTS = `/repos/${REPOSITORY}/issues/1/comments`;

describe('GitHub', () => {
  test('a list is read to its last page', async () => {
    const { github, client } = await openInProcess();
    for (let index = 0; index < 230; index++) github.say(1, 'ada', `comment ${index}`);
    const rows = await client.list<{ readonly body: string }>(COMMENTS);
    expect(rows.map(({ body }) => body)).toEqual(
      Array.from({ length: 230 }, (_, index) => `comment ${index}`),
    );
  });

  test('the token does not follow a page of another server', async () => {
    const elsewhere = await startHttpServer(() => ({ body: [] }));
    const { github, client } = await openInProcess();
    const link = `<${elsewhere.url}/x>; rel="next"`;
    github.fault(/GET/, { body: [], headers: { link } });
    expect(await client.list(COMMENTS)).toEqual([]);
    expect(elsewhere.received).toEqual([]);
  });

  test.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    [
      'a secondary rate limit',
      { status: 403, headers: { 'retry-after': '9' }, body: { message: 'secondary' } },
      9000,
    ],
    [
      'a secondary rate limit that names no time',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit' } },
      60_000,
    ],
    [
      'a spent hour',
      {
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.UTC(2024, 5, 1) / 1000 + 42),
        },
      },
      42_000,
    ],
  ])('%s is waited for, also before a creation', async (_, answer, wait) => {
    const { github, client, waits } = await openInProcess();
    github.fault(/POST .*comments/, answer);
    await client.post(COMMENTS, { body: 'x' });
    expect(waits).toEqual([wait]);
    expect(github.comments.get(1)).toHaveLength(1);
  });

  test('what GitHub would have us wait for too long is not waited for', async () => {
    const { github, client, waits } = await openInProcess();
    github.fault(/GET/, { status: 429, headers: { 'retry-after': '3600' } });
    await expect(client.list(COMMENTS)).rejects.toMatchObject({ status: 429 });
    expect(waits).toEqual([]);
  });

  test.each([
    ['a 502', { status: 502 }],
    ['a lost connection', 'drop'],
  ] as const)('%s: reads and updates are repeated, a creation is not', async (_, answer) => {
    const { github, client, waits } = await openInProcess();
    github.say(1, 'ada', 'hello');
    github.fault(/GET|PATCH/, answer, { times: 2 });
    expect(await client.list(COMMENTS)).toHaveLength(1);
    expect(waits).toEqual([1000, 2000]);
    github.fault(/PATCH/, answer);
    await client.patch(`/repos/${REPOSITORY}/issues/comments/1`, { body: 'changed' });
    expect(waits).toEqual([1000, 2000, 1000]);
    github.fault(/POST .*comments/, answer);
    await expect(client.post(COMMENTS, { body: 'x' })).rejects.toMatchObject({ lost: true });
    expect(waits).toHaveLength(3);
  });

  test('it gives up after five tries', async () => {
    const { github, client, waits } = await openInProcess();
    github.fault(/GET/, { status: 503 }, { times: 9 });
    await expect(client.list(COMMENTS)).rejects.toThrow(/issues\/1\/comments: GitHub answered 503/);
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  test('a missing permission is not waited for, and says which line of the workflow it takes', async () => {
    const { client, waits } = await openInProcess({ permissions: { 'pull-requests': 'read' } });
    const refused = await client.post(COMMENTS, { body: 'x' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GitHubError);
    expect(waits).toEqual([]);
    expect(explained(refused, 'pull-requests: write')).toMatchObject({
      message: `POST ${COMMENTS}: GitHub answered 403, Resource not accessible by integration`,
      hint: 'the job needs permissions: pull-requests: write',
    });
  });
});
