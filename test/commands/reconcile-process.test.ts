/** The service as a process of its own, from `dist`: signals, real timers and watched files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { SERVER_GROUPS } from '../support/estate.ts';
import { manifest } from '../support/manifests.ts';
import type { LogLine } from '../support/service.ts';
import { startKiller } from './command-process.ts';
import { ADA, commit, groupFiles, openWorkTree } from './git-bench.ts';

afterEach(closeBenches);

/** Each starts two or three processes. */
const LIMIT_MS = 120_000;

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');

interface ServiceProcess {
  readonly child: ChildProcess;
  /** Resolves to the first line that fits, also to one that was written already. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine>;
  readonly ended: Promise<number | null>;
}

function start(bench: Bench, ...args: readonly string[]): ServiceProcess {
  const child = spawn(process.execPath, [MAIN, 'reconcile', '--listen', 'none', ...args], {
    cwd: bench.folder,
    env: { ...ADA, MULETEER_CACHE_DIR: bench.cache },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  child.stderr.on('data', (text) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part)));
    for (const look of waiting) look();
  });
  return {
    child,
    ended: new Promise((resolve) => child.once('close', resolve)),
    line: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

describe('the service as a process', { timeout: LIMIT_MS }, () => {
  it('sees a commit, looks again when it is hung up on, and ends with 0 when it is told to', async () => {
    const bench = await openWorkTree(1);
    const service = start(bench);
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
    const service = start(bench);
    const first = await service.line(({ outcome }) => outcome !== undefined);
    expect(first).toMatchObject({ outcome: 'applied', calls: 1 });
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    // The second had arrived: nothing was sent twice.
    expect(await bench.writes()).toHaveLength(3);
    expect(git(bench.folder, 'status', '--porcelain')).toBe('');
  });
});
