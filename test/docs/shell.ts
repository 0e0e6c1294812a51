/**
 * One bash, to which a document's commands are given one after the other, so that what they export and where they
 * go stays. What it reports comes by a channel of its own, beside whatever the commands print.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Ground } from './stage.ts';

export interface Ended {
  readonly code: number;
  readonly output: string;
  /** The lines, counted from 1, of the commands that failed. */
  readonly failedAt: readonly number[];
}

/** `stop`: bash ends at the first command that fails, as with `set -e`; `go on`: it may be meant to. */
export type AtFailure = 'stop' | 'go on';

export interface Shell {
  run(text: string, atFailure: AtFailure): Promise<Ended>;
  close(): Promise<void>;
}

const REPORT = `trap 'printf "failed %s\\n" "$LINENO" >&3' ERR\n`;
const LIMIT_MS = 60_000;
const GRACE_MS = 5_000;

export function openShell({ estate: { folder }, home, env }: Ground): Shell {
  const scratch = join(home, 'shell');
  mkdirSync(scratch);
  const child = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    // A process group of its own, so that what a document starts in the background ends with it.
    detached: true,
  });
  const reports = createInterface({ input: child.stdio[3] as NodeJS.ReadableStream });
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  // Whatever runs in the background holds the channel, too, so that this means all of them.
  const closed = new Promise<void>((resolve) => reports.on('close', resolve));
  const close = async (): Promise<void> => {
    signalGroup(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    await Promise.all([exited, closed]);
    clearTimeout(timer);
  };
  const stdin = child.stdio[0] as NodeJS.WritableStream;
  stdin.on('error', () => {});
  stdin.write(REPORT);
  let count = 0;
  return {
    async run(text, atFailure) {
      const file = join(scratch, `${++count}.sh`);
      const output = join(scratch, `${count}.out`);
      writeFileSync(file, `${text}\n`);
      const failedAt: number[] = [];
      const finished = new Promise<number>((resolve) => {
        reports.removeAllListeners('line').on('line', (line) => {
          const [word, number] = line.split(' ');
          if (word === 'failed') failedAt.push(Number(number));
          else resolve(Number(number));
        });
      });
      stdin.write(`set ${atFailure === 'stop' ? '-e' : '+e'}\n`);
      stdin.write(`. '${file}' </dev/null >'${output}' 2>&1; printf 'ended %s\\n' "$?" >&3\n`);
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), LIMIT_MS);
      const code = await Promise.race([finished, exited.then(close).then(() => child.exitCode ?? -1)]);
      clearTimeout(timer);
      return { code, output: readFileSync(output, 'utf8'), failedAt };
    },
    close,
  };
}

function signalGroup(id: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (id !== undefined) process.kill(-id, signal);
  } catch {
    // All of them have ended.
  }
}
