/** What an apply does where nobody reviewed the plan, or where it is another one by now. */
import { afterEach, expect, test } from 'vitest';
import { Lab } from '../sandbox/support.ts';
import { closeBenches } from '../support/bench.ts';
import { openEstateOnGitHub } from './estate-on-github.ts';
import { BASE, group, JOBS_MS } from './estates.ts';

afterEach(closeBenches);

test(
  'a commit without a pull request is not applied, unless somebody says so by hand',
  async () => {
    const estate = await openEstateOnGitHub(BASE);
    const readme = await estate.push('main', { 'README.md': 'nothing to send' });
    expect(await estate.apply(readme)).toMatchObject({ ok: true, outputs: { changed: 'false' } });

    const direct = await estate.push('main', { 'estate/group.yaml': group('payments') });
    const refused = await estate.apply(direct);
    expect(refused).toMatchObject({ ok: false, outputs: { 'exit-code': '1', changed: 'false' } });
    expect(refused.annotations).toEqual([
      expect.stringMatching(
        /^::error::nobody reviewed this plan: commit [0-9a-f]{7} came with no pull request to main%0A/,
      ),
    ]);
    expect(refused.summary).toMatch(/### Not applied \([0-9a-f]{7}\)\n\nNothing was written\./);
    expect(await estate.bench.writes()).toEqual([]);

    const byHandNow = await estate.apply(direct, { event: 'workflow_dispatch', inputs: { review: 'none' } });
    expect(byHandNow.ok, byHandNow.log).toBe(true);
    expect(byHandNow.summary).toContain('### Applied: 1 of 1 call done');
    expect(await estate.bench.writes()).toHaveLength(1);
  },
  JOBS_MS,
);

test(
  'a plan that is another one by now is refused, and the pull request says so',
  async () => {
    const estate = await openEstateOnGitHub(BASE);
    const pull = await estate.propose('payments', { 'estate/group.yaml': group('payments') });
    expect((await estate.plan(pull)).ok).toBe(true);
    // Meanwhile somebody makes a group of that name by hand, with another server.
    const lab = new Lab(estate.bench.sandbox);
    await lab.signIn();
    const { body } = await lab.arm('GET', '/servers');
    const { id } = body.data.find(({ name }: { readonly name: string }) => name === 'mule-2');
    expect(await lab.arm('POST', '/serverGroups', { name: 'payments', serverIds: [id] })).toMatchObject({
      status: 200,
    });
    await estate.bench.clearLog();
    const stale = await estate.apply(estate.merge(pull));
    expect(stale).toMatchObject({ ok: false, outputs: { 'exit-code': '3' } });
    expect(stale.log).toMatch(/error: the plan is not the one that was reviewed in /);
    expect(await estate.bench.writes()).toEqual([]);
    expect(estate.comments()).toHaveLength(2);
    expect(estate.comments()[1]).toMatch(
      /### Not applied \([0-9a-f]{7}\)\n\nIt was refused, and nothing was written\.[\s\S]*not as reviewed: production\/ServerGroup\/payments/,
    );
  },
  JOBS_MS,
);

test(
  'a job that may not comment has planned all the same, and says which permission it lacks',
  async () => {
    const estate = await openEstateOnGitHub(BASE);
    const pull = await estate.propose('payments', { 'estate/group.yaml': group('payments') });
    const merge = estate.mergeOf(pull);
    const payload = { pull_request: pull };
    const without = (text: string): string => text.replace(/ {2}pull-requests: write.*\n/, '');
    const job = await estate.run('plan', { event: 'pull_request', commit: merge, payload }, without);
    expect(job).toMatchObject({ ok: false, outputs: { 'exit-code': '2', create: '1' } });
    expect(job.summary).toContain('payments');
    expect(job.annotations.at(-1)).toMatch(
      /answered 403.*%0Athe job needs permissions: pull-requests: write$/,
    );
  },
  JOBS_MS,
);
