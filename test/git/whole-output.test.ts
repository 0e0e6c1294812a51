import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { collectOutput } from '../../src/git/whole-output.ts';

const SIZE = 50_000;

function start(script: string): ChildProcess & { readonly stdout: Readable } {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Nothing else happens in this process meanwhile: nothing is read, and nobody hears of an end. */
function keepBusyUntilItHasWritten(mark: string): void {
  spawnSync('sh', ['-c', `until test -e ${mark}; do :; done`]);
}

function newMark(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-output-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'mark');
}

it('has the last words of a process whose end was known before they were read', async () => {
  const mark = newMark();
  const output = collectOutput(start(`head -c ${SIZE} /dev/zero; touch ${mark}`).stdout);
  keepBusyUntilItHasWritten(mark);
  expect(await output.whole()).toHaveLength(SIZE);
});

it('does not wait for what the process left behind, and what holds its output open', async () => {
  const child = start(`head -c ${SIZE} /dev/zero; sleep 600 & echo $! >&1; exit 0`);
  const output = collectOutput(child.stdout);
  await once(child, 'exit');
  const said = await output.whole();
  process.kill(Number(said.toString('utf8', SIZE)), 'SIGKILL');
  expect(said.length).toBeGreaterThan(SIZE);
});
