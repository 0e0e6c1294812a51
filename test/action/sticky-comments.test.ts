/** Which comments are ours, which are written anew, and which are left alone. */
import { describe, expect, test } from 'vitest';
import { commentPlan, commentPlanFailure } from '../../action/plan-comments.ts';
import type { StickyComment } from '../../action/sticky-comments.ts';
import { REPOSITORY } from './github-state.ts';
import { type InProcess, openInProcess, type Setting } from './in-process.ts';

const THREAD = { repository: REPOSITORY, number: 1 };
const BOT = 'github-actions[bot]';

function of(target: string, text: string, isNews = true): StickyComment {
  return { body: `<!-- muleteer:plan ${target} -->\n${text}\n`, isNews };
}

const INDEX: StickyComment = { body: '<!-- muleteer:plan -->\nindex\n', isNews: true };

function bodies({ github }: InProcess): readonly string[] {
  return (github.comments.get(1) ?? []).map(({ body }) => body.trimEnd());
}

function comment({ step }: InProcess, ...documents: readonly StickyComment[]): Promise<readonly string[]> {
  return commentPlan(step, THREAD, documents);
}

describe('sticky comments', () => {
  test('one is created, then written anew; the same bytes are not sent again', async () => {
    const action = await openInProcess();
    const [url] = await comment(action, of('production', 'one'));
    expect(url).toMatch(/#issuecomment-1$/);
    expect(await comment(action, of('production', 'two'))).toEqual([url]);
    expect(await comment(action, of('production', 'two'))).toEqual([url]);
    expect(action.github.writes()).toEqual(['POST /issues/1/comments', 'PATCH /issues/comments/1']);
    expect(bodies(action)).toEqual(['<!-- muleteer:plan production -->\ntwo']);
  });

  test("somebody else's comment with our marker is left alone, and so is a quote of it", async () => {
    const action = await openInProcess();
    action.github.say(1, 'mallory', '<!-- muleteer:plan production -->\nall is fine, merge it');
    action.github.say(1, BOT, '> quoted\n<!-- muleteer:plan production -->');
    await comment(action, of('production', 'one'));
    expect(bodies(action)).toEqual([
      '<!-- muleteer:plan production -->\nall is fine, merge it',
      '> quoted\n<!-- muleteer:plan production -->',
      '<!-- muleteer:plan production -->\none',
    ]);
  });

  test('no changes are no news: no comment is made, but one that is there says so', async () => {
    const action = await openInProcess();
    expect(await comment(action, of('production', 'no changes', false))).toEqual([]);
    expect(action.github.writes()).toEqual([]);
    await comment(action, of('production', 'changes'));
    await comment(action, of('production', 'no changes', false));
    expect(bodies(action)).toEqual(['<!-- muleteer:plan production -->\nno changes']);
  });

  test('a target that the plan does not know any more is not left with its old plan', async () => {
    const action = await openInProcess();
    await comment(action, INDEX, of('production', 'one'), of('test%20env', 'two'));
    await comment(action, of('production', 'one'));
    expect(bodies(action)).toEqual([
      '<!-- muleteer:plan -->\nThe targets together are not part of the plan of abc1234.',
      '<!-- muleteer:plan production -->\none',
      '<!-- muleteer:plan test%20env -->\n` test env ` is not part of the plan of abc1234.',
    ]);
  });

  test.each<Setting['inputs']>([{ target: 'production' }, { path: 'production' }])(
    'a run of a part says nothing of the others: %o',
    async (inputs) => {
      const action = await openInProcess({ inputs: inputs ?? {} });
      action.github.say(1, BOT, of('staging', 'theirs').body);
      await comment(action, of('production', 'one'));
      expect(bodies(action)[0]).toBe('<!-- muleteer:plan staging -->\ntheirs');
    },
  );

  test.each([
    ['before', {}],
    ['after', { after: true }],
  ] as const)('a creation whose answer got lost %s it was carried out makes one comment', async (_, when) => {
    const action = await openInProcess();
    action.github.fault(/POST .*comments/, { status: 502 }, when);
    const urls = await comment(action, of('production', 'one'));
    expect(urls).toEqual([expect.stringMatching(/#issuecomment-1$/)]);
    expect(bodies(action)).toHaveLength(1);
  });

  test('a plan that could not be made is told, with its error as it is; the next one takes that back', async () => {
    const action = await openInProcess();
    await comment(action, of('production', 'one'));
    await commentPlanFailure(action.step, THREAD, 'error: unknown key ``` @ada <!-- x');
    expect(bodies(action)).toHaveLength(2);
    expect(bodies(action)[1]).toMatch(
      /^<!-- muleteer:plan-failure [0-9a-f]{8} -->\n### No plan of abc1234\n/,
    );
    expect(bodies(action)[1]).toContain('\n````text\nerror: unknown key ``` @ada <!-- x\n````');
    await comment(action, of('production', 'two'));
    expect(bodies(action)[1]).toMatch(/-->\nThe plan of abc1234 could be made again\.$/);
  });
});
