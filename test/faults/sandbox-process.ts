/** A sandbox as a process of its own, so that what it holds is not counted as the command's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { Bench } from '../support/bench.ts';

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');

/** A bench with a clock that only the test moves; gone after the test. */
export async function openBenchBesideSandbox(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'muleteer-soak-'));
  const world = join(folder, 'world.json');
  await writeFile(world, JSON.stringify({ clock: { mode: 'manual', now: '2024-06-01T00:00:00Z' } }));
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0', '--world', world]);
  onTestFinished(async () => {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  });
  const { url, mmc } = await addressOf(child);
  const sandbox: Sandbox = {
    url,
    mmc,
    async control(method, path, body) {
      const answer = await fetch(`${url}/__sandbox/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      return { status: answer.status, text: await answer.text() };
    },
    close: async () => {},
  };
  const bench = new Bench(sandbox, await mkdtemp(join(tmpdir(), 'muleteer-test-')));
  onTestFinished(() => bench.close());
  return bench;
}

async function addressOf(child: ChildProcess): Promise<{ url: string; mmc: string }> {
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (bytes) => resolve(String(bytes)));
    child.once('exit', () => reject(new Error('the sandbox ended before it answered')));
  });
  return JSON.parse(line.split('\n')[0] ?? '') as { url: string; mmc: string };
}
