/** The service as a process of its own, from `dist`, whose log is read as it comes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Bench } from '../support/bench.ts';
import type { LogLine } from '../support/service.ts';
import { ADA } from './git-bench.ts';

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');

export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly lines: readonly LogLine[];
  /** Resolves to the first line that fits, also to one that was written already. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine>;
  readonly ended: Promise<number | null>;
}

export interface ServiceProcessInput {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Where it shows its status. */
  readonly listen?: string;
}

export function startServiceProcess(
  bench: Pick<Bench, 'folder' | 'cache'>,
  { args = [], env = {}, cwd = bench.folder, listen = 'none' }: ServiceProcessInput = {},
): ServiceProcess {
  const child = spawn(process.execPath, [MAIN, 'reconcile', '--listen', listen, ...args], {
    cwd,
    env: { ...ADA, MULETEER_CACHE_DIR: bench.cache, ...env },
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
    lines,
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
