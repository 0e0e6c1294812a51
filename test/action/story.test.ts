/** The action from the first push of a pull request to the drift report of a later night, with the ready workflows. */
import { afterEach, expect, test } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { closeBenches } from '../support/bench.ts';
import { documents, manifest } from '../support/manifests.ts';
import { openEstateOnGitHub } from './estate-on-github.ts';
import { BASE, group, JOBS_MS } from './estates.ts';

afterEach(closeBenches);

const GROUP = group('payments');
const APPLICATION = manifest(
  'Application',
  'pay-api',
  '{ target: { serverGroup: payments }, artifact: { file: ./a.jar }, desiredStatus: STARTED }',
);
const MARKER = '<!-- muleteer:plan production -->';

test('pull request, second push, merge, apply of the reviewed plan, and drift', {
  timeout: JOBS_MS,
}, async () => {
  const estate = await openEstateOnGitHub(BASE);
  const { bench, github } = estate;

  // The pull request: a comment is created.
  const pull = await estate.propose('payments', { 'estate/group.yaml': GROUP });
  const first = await estate.plan(pull);
  expect(first.log, first.annotations.join('\n')).toContain('+ ServerGroup payments');
  expect(first.ok).toBe(true);
  expect(first.outputs).toMatchObject({
    'exit-code': '2',
    changed: 'true',
    create: '1',
    delete: '0',
    calls: '1',
  });
  expect(github.writes()).toEqual(['POST /issues/1/comments']);
  expect(estate.comments()).toHaveLength(1);
  expect(estate.comments()[0]?.startsWith(`${MARKER}\n`)).toBe(true);
  expect(estate.comments()[0]).toContain('payments');
  expect(first.summary).toContain('payments');
  expect(await bench.writes()).toEqual([]);

  // A second push: the same comment is updated.
  const [before] = github.comments.get(1) ?? [];
  await estate.propose('payments', { 'estate/group.yaml': documents(GROUP, APPLICATION) });
  const second = await estate.plan(pull);
  expect(second.ok, second.log).toBe(true);
  expect(second.outputs).toMatchObject({ create: '2', calls: '2', 'comment-urls': before?.html_url });
  expect(github.writes()).toEqual(['POST /issues/1/comments', `PATCH /issues/comments/${before?.id}`]);
  expect(estate.comments()).toHaveLength(1);
  expect(estate.comments()[0]).toContain('pay-api');

  // The merge: what was reviewed is applied, and the record is at the remote.
  const applied = await estate.apply(estate.merge(pull));
  expect(applied.log + applied.annotations.join('\n')).toMatch(/Applied: 2 of 2 calls done/);
  expect(applied.ok).toBe(true);
  expect(applied.outputs).toMatchObject({ 'exit-code': '0', changed: 'true', create: '2' });
  expect(await bench.writes()).toHaveLength(2);
  expect(estate.comments()).toHaveLength(2);
  expect(estate.comments()[1]).toMatch(
    /^<!-- muleteer:apply [0-9a-f]{8} -->\n### Applied: 2 of 2 calls done/,
  );
  const history = await bench.cli(
    ['history', 'production', '--record-remote', 'origin', '--path', 'estate'],
    {
      cwd: estate.clone(),
    },
  );
  expect(history.stdout).toMatch(/2 created · 2 calls/);

  // A night without drift, a night with it, and one after it was put right.
  expect(await estate.drift()).toMatchObject({ ok: true, outputs: { changed: 'false', 'exit-code': '0' } });
  expect(github.issues).toEqual([]);
  await (await byHand(bench)).change('/applications', 'pay-api', { desiredStatus: 'STOPPED' });
  const drifted = await estate.drift();
  expect(drifted.ok, drifted.log).toBe(true);
  expect(drifted.outputs).toMatchObject({ changed: 'true', 'exit-code': '2', update: '1' });
  expect(github.issues).toMatchObject([{ state: 'open', title: 'Changed outside git: production' }]);
  expect(github.issues[0]?.body).toMatch(/^<!-- muleteer:drift production -->\n[\s\S]*pay-api[\s\S]*STOPPED/);
  await (await byHand(bench)).change('/applications', 'pay-api', { desiredStatus: 'STARTED' });
  expect((await estate.drift()).ok).toBe(true);
  expect(github.issues).toMatchObject([{ state: 'closed' }]);
});
