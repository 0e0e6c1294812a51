/** The one place that starts git. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Environment, gitEnvironment, OWN_CONFIG } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';
import { collectOutput } from './whole-output.ts';

/** Milliseconds without a word, after which a command counts as stuck. */
const STUCK_AFTER = 60_000;

/** Milliseconds after its end in which its output may be closed: what git left behind (ssh) may hold it open for ever. */
const READ_AFTER_END = 2_000;

export interface GitExtra {
  /** Standard input. Empty is none. */
  readonly input?: string;
  /** Variables on top of the person's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Git {
  /** What it wrote to standard output. @throws GitFailure */
  text(args: readonly string[], extra?: GitExtra): Promise<string>;
  /** The same, as bytes. */
  bytes(args: readonly string[], extra?: GitExtra): Promise<Buffer>;
  /** A question that git answers with its exit code: 0 is yes, 1 is no. */
  asks(args: readonly string[]): Promise<boolean>;
  /** The same git, with another limit in milliseconds. */
  stuckAfter(limit: number): Git;
}

const CONFIG = OWN_CONFIG.flatMap((setting) => ['-c', setting]);

export function createGit(folder: string, env: Environment, limit: number = STUCK_AFTER): Git {
  const own = gitEnvironment(env);
  const start = (args: readonly string[], { input, env: more }: GitExtra): GitProcess => {
    const child = spawn('git', [...CONFIG, ...args], {
      cwd: folder,
      env: { ...own, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A git that ends before it has read everything says why by itself.
    child.stdin.on('error', () => {}).end(input ?? '');
    return child;
  };
  const bytes = (args: readonly string[], extra: GitExtra = {}): Promise<Buffer> =>
    persistently(() => outputOf(start(args, extra), limit));
  const text = async (args: readonly string[], extra?: GitExtra): Promise<string> =>
    (await bytes(args, extra)).toString('utf8');
  return {
    text,
    bytes,
    asks: (args) => text(args).then(() => true, noIsFalse),
    stuckAfter: (other) => createGit(folder, env, other),
  };
}

type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Everything on its standard output. */
async function outputOf(child: GitProcess, limit: number): Promise<Buffer> {
  const streams = [child.stdout, child.stderr];
  const outputs = streams.map(collectOutput);
  try {
    const { exitCode, timedOut } = await endOf(child, limit);
    if (timedOut) throw new GitFailure({ exitCode, timedOut, output: '' });
    await closed(streams);
    const [stdout = NOTHING, stderr = NOTHING] = await Promise.all(outputs.map((output) => output.whole()));
    if (exitCode !== 0) throw new GitFailure({ exitCode, timedOut, output: `${stderr}${stdout}` });
    return stdout;
  } finally {
    // What git started (ssh) may hold them open, and so keep this process from ending.
    for (const stream of streams) stream.destroy();
  }
}

const NOTHING = Buffer.alloc(0);

interface End {
  /** Null when a signal ended it, ours included. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
}

/** @throws GitFailure when there is no git to run */
function endOf(child: GitProcess, limit: number): Promise<End> {
  return new Promise((resolve, reject) => {
    const stuck = setTimeout(() => {
      child.kill();
      child.unref();
      resolve({ exitCode: null, timedOut: true });
    }, limit);
    const alive = (): void => void stuck.refresh();
    const over = (): void => {
      for (const stream of [child.stdout, child.stderr]) stream.off('data', alive);
      clearTimeout(stuck);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', alive);
    child.once('error', (error) => {
      over();
      reject(new GitFailure({ exitCode: null, timedOut: false, output: String(error) }));
    });
    child.once('exit', (exitCode) => {
      over();
      resolve({ exitCode, timedOut: false });
    });
  });
}

/** Or held open for too long; nothing of this waits any longer than they do. */
async function closed(streams: readonly Readable[]): Promise<void> {
  const signal = AbortSignal.timeout(READ_AFTER_END);
  await Promise.allSettled(streams.map((stream) => finished(stream, { signal, writable: false })));
}

/**
 * Ctrl-C reaches git too, while we still want to write down what was done. Every command here may be given twice:
 * those that swap something look afterwards at what became of it.
 */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const wasKilled =
      error instanceof GitFailure && error.exitCode === null && !error.timedOut && !error.notInstalled;
    if (!wasKilled) throw error;
    return await attempt();
  }
}

function noIsFalse(error: unknown): boolean {
  if (error instanceof GitFailure && error.exitCode === 1) return false;
  throw error;
}
