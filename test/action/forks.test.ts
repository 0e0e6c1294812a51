/** Pull requests of forks: no secrets, a token that only reads, and a plan all the same. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { openEstateOnGitHub } from './estate-on-github.ts';
import { BASE, group, JOBS_MS } from './estates.ts';
import type { Pull } from './github-state.ts';
import type { Trigger } from './running.ts';

afterEach(closeBenches);

const FORK = 'mallory/estate';

function triggerOf(pull: Pull, commit: string): Trigger {
  return { event: 'pull_request', commit, payload: { pull_request: pull }, fromFork: true };
}

test(
  'a fork is planned with the newest snapshot of the branch, and its plan is nothing that an apply takes',
  async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const estate = await openEstateOnGitHub({ ...BASE, 'muleteer-snapshot.pub': publicKey });
    const { github, bench } = estate;
    const pull = await estate.propose('change', { 'estate/group.yaml': group('payments') }, FORK);
    const trigger = triggerOf(pull, estate.mergeOf(pull));

    const tooEarly = await estate.run('plan-fork', trigger);
    expect(tooEarly.ok).toBe(false);
    expect(tooEarly.annotations).toEqual([
      expect.stringMatching(/^::error::no job of main has kept a snapshot%0A/),
    ]);

    const taken = await estate.run('snapshot', { event: 'schedule', commit: estate.main }, (text) => text, {
      MULETEER_SNAPSHOT_KEY: privateKey,
    });
    expect(taken.ok, taken.log).toBe(true);
    expect(github.artifacts.map(({ name }) => name)).toEqual(['muleteer-snapshot']);

    await bench.clearLog();
    const planned = await estate.run('plan-fork', trigger);
    expect(planned.ok, planned.log + planned.annotations).toBe(true);
    expect(planned.outputs).toMatchObject({ 'exit-code': '2', create: '1' });
    expect(planned.summary).toContain('payments');
    expect(await bench.log(), 'nobody asked the services').toEqual([]);
    expect(github.artifacts).toHaveLength(1);
    expect(github.writes()).toEqual([]);

    const applied = await estate.apply(estate.merge(pull));
    expect(applied).toMatchObject({ ok: false, outputs: { 'exit-code': '1' } });
    expect(await bench.writes()).toEqual([]);
  },
  JOBS_MS,
);

test(
  'where a fork may not comment, that is a notice and no failure',
  async () => {
    const estate = await openEstateOnGitHub(BASE);
    const pull = await estate.propose('change', { 'estate/group.yaml': group('payments') }, FORK);
    // A public estate, so to speak: its manifests hold all that it takes.
    const open = (text: string): string =>
      text.replace(/^ {4}if: .*\n/m, '').replaceAll(/\$\{\{ secrets\.ANYPOINT.*\}\}/g, 'sandbox');
    const job = await estate.run('plan', triggerOf(pull, estate.mergeOf(pull)), open);
    expect(job.ok, job.log + job.annotations).toBe(true);
    expect(job.annotations.at(-1)).toMatch(/^::notice::no comment: the token of a fork may not write/);
    expect(job.summary).toContain('payments');
    expect(estate.github.artifacts).toEqual([]);
  },
  JOBS_MS,
);
