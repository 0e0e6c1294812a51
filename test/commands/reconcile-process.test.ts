/** The service as a process of its own, from `dist`: signals, real timers and watched files. */
import { afterEach, describe, expect, it } from 'vitest';
import { git } from '../git/work-trees.ts';
import { closeBenches } from '../support/bench.ts';
import { SERVER_GROUPS } from '../support/estate.ts';
import { manifest } from '../support/manifests.ts';
import { startKiller } from './command-process.ts';
import { commit, groupFiles, openWorkTree } from './git-bench.ts';
import { startServiceProcess } from './service-process.ts';

afterEach(closeBenches);

/** Each starts two or three processes. */
const LIMIT_MS = 120_000;

describe('the service as a process', { timeout: LIMIT_MS }, () => {
  it('sees a commit, looks again when it is hung up on, and ends with 0 when it is told to', async () => {
    const bench = await openWorkTree(1);
    const service = startServiceProcess(bench);
    await service.line(({ outcome, trigger }) => outcome === 'applied' && trigger === 'start');
    await commit(bench, { 'more.yaml': manifest('ServerGroup', 'more', '{ servers: [] }') });
    await service.line(({ outcome, trigger }) => outcome === 'applied' && trigger === 'commit');
    service.child.kill('SIGHUP');
    await service.line(({ outcome, trigger }) => outcome === 'in_sync' && trigger === 'signal');
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`, `POST ${SERVER_GROUPS}`]);
  });

  it('goes on where it was killed in mid-turn', async () => {
    const bench = await openWorkTree(3);
    const killer = await startKiller(bench.sandbox.url);
    const files = groupFiles(3);
    await commit(bench, {
      'env.yaml': String(files['env.yaml']).replaceAll('$URL', killer.relay.url),
    });
    const args = ['reconcile', '--listen', 'none', '--parallelism', '1'];
    const killed = await killer.run(args, bench.folder, 2, 'after it arrived');
    expect(killed.code).toBe(-1);
    expect(await bench.writes()).toHaveLength(2);
    const service = startServiceProcess(bench);
    const first = await service.line(({ outcome }) => outcome !== undefined);
    expect(first).toMatchObject({ outcome: 'applied', calls: 1 });
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    // The second had arrived: nothing was sent twice.
    expect(await bench.writes()).toHaveLength(3);
    expect(git(bench.folder, 'status', '--porcelain')).toBe('');
  });
});
