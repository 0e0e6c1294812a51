/** Several targets on one pull request: an index and a comment for each, and none that tells of an earlier commit. */
import { afterEach, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { group as userGroup } from '../support/console.ts';
import { CONSOLE } from '../support/manifests.ts';
import { openEstateOnGitHub } from './estate-on-github.ts';
import { BASE, group, JOBS_MS } from './estates.ts';

afterEach(closeBenches);

test(
  'an index and a comment for each; a target without changes says so, a target that is gone, too',
  async () => {
    const estate = await openEstateOnGitHub({ ...BASE, 'mmc/console.yaml': CONSOLE });
    const everything = (text: string): string => text.replace('path: estate', 'path: ""');
    const plan = (files: Readonly<Record<string, string>>) =>
      estate
        .propose('change', files)
        .then((pull) =>
          estate.run(
            'plan',
            { event: 'pull_request', commit: estate.mergeOf(pull), payload: { pull_request: pull } },
            everything,
          ),
        );

    const first = await plan({
      'estate/group.yaml': group('payments'),
      'mmc/groups.yaml': userGroup('Deployers', 'DEPLOYMENT_READ'),
    });
    expect(first.ok, first.log).toBe(true);
    expect(estate.comments().map((body) => body.split('\n')[0])).toEqual([
      '<!-- muleteer:plan -->',
      '<!-- muleteer:plan mmc -->',
      '<!-- muleteer:plan production -->',
    ]);
    expect(estate.comments()[0]).not.toContain('<!-- muleteer:plan mmc -->');
    expect(first.summary.match(/<!-- muleteer:plan.*-->/g)).toHaveLength(3);
    expect(first.outputs['comment-urls']?.split('\n')).toHaveLength(3);

    const second = await plan({ 'mmc/groups.yaml': '' });
    expect(second.ok, second.log).toBe(true);
    expect(estate.comments()).toHaveLength(3);
    expect(estate.comments()[1]).toContain('Nothing to do');
    expect(estate.comments()[2]).toContain('payments');

    const third = await plan({ 'mmc/console.yaml': '' });
    expect(third.ok, third.log).toBe(true);
    expect(estate.comments()[1]).toMatch(/` mmc ` is not part of the plan of [0-9a-f]{7}\./);
    expect(estate.github.writes().filter((line) => line.startsWith('POST'))).toHaveLength(3);
  },
  JOBS_MS,
);
