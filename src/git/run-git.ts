/**
 * The one place that starts git. simple-git closes no standard input that it has nothing for, and waits 50 ms for
 * words of a command that ends in silence; commands are chosen so that neither happens.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type SimpleGit, simpleGit } from 'simple-git';
import { type Environment, gitEnvironment, OWN_CONFIG, TRUSTED } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';
import { collectOutput, type WholeOutput } from './whole-output.ts';

/** Milliseconds without a word, after which a command counts as stuck. */
const STUCK_AFTER = 60_000;

/** Milliseconds after its end in which its output may be closed: what git left behind (ssh) may hold it open for ever. */
const READ_AFTER_END = 2_000;

/** The same for simple-git, which waits them out also where it was closed, and so keeps the whole command from ending. */
const LEFT_TO_SIMPLE_GIT = 50;

export interface GitExtra {
  /** Standard input. Empty is none. */
  readonly input?: string;
  /** Variables on top of the person's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Git {
  /** What it wrote to standard output. @throws GitFailure */
  text(args: readonly string[], extra?: GitExtra): Promise<string>;
  /** The same, of `cat-file`, as bytes. */
  catFile(args: readonly string[], extra?: GitExtra): Promise<Buffer>;
  /** A question that git answers with its exit code: 0 is yes, 1 is no. */
  asks(args: readonly string[]): Promise<boolean>;
  /** The same git, with another limit in milliseconds. */
  stuckAfter(limit: number): Git;
}

export function createGit(folder: string, env: Environment, limit: number = STUCK_AFTER): Git {
  const own = gitEnvironment(env);
  const open = ({ input, env: more }: GitExtra): SimpleGit => {
    const all = { ...own, ...more };
    return simpleGit({
      baseDir: folder,
      config: OWN_CONFIG,
      unsafe: TRUSTED,
      allowEnvironment: Object.keys(all),
      timeout: { block: limit },
      completion: { onClose: true, onExit: LEFT_TO_SIMPLE_GIT },
      errors: failureOf,
      ...(input === undefined ? {} : { input: () => input }),
    }).env(all);
  };
  const text = async (args: readonly string[], extra: GitExtra = {}): Promise<string> => {
    const said = await persistently(() => outputOf(open(extra), (one) => one.raw([...args])));
    return said.toString('utf8');
  };
  return {
    text,
    catFile: (args, extra = {}) =>
      persistently(() => outputOf(open(extra), (one) => one.binaryCatFile([...args]))),
    asks: (args) => text(args).then(() => true, noIsFalse),
    stuckAfter: (other) => createGit(folder, env, other),
  };
}

function failureOf(
  error: Buffer | Error | undefined,
  { exitCode, stdOut, stdErr }: { exitCode: number; stdOut: Buffer[]; stdErr: Buffer[] },
): Error | undefined {
  if (exitCode === 0) return undefined;
  const timedOut = error instanceof Error && 'plugin' in error && error.plugin === 'timeout';
  const output = Buffer.concat([...stdErr, ...stdOut]).toString('utf8');
  return new GitFailure({ exitCode: exitCode ?? null, timedOut, output });
}

/**
 * Everything on its standard output. A stuck git is ended, but what it started (ssh) may hold its output open, and so
 * keep this process from ending.
 */
async function outputOf(one: SimpleGit, run: (one: SimpleGit) => PromiseLike<unknown>): Promise<Buffer> {
  const streams: Readable[] = [];
  const outputs: WholeOutput[] = [];
  one.outputHandler((_, ...both) => {
    for (const stream of both.slice(0, 2)) {
      if (!(stream instanceof Readable)) continue;
      streams.push(stream);
      outputs.push(collectOutput(stream));
    }
  });
  const whole = async (): Promise<readonly Buffer[]> => {
    await closed(streams);
    return Promise.all(outputs.map((output) => output.whole()));
  };
  try {
    await run(one);
    const [stdout = Buffer.alloc(0)] = await whole();
    return stdout;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (!error.timedOut) throw sayingAll(error, await whole());
    for (const stream of streams) stream.destroy();
    throw error;
  }
}

/** Or held open for too long; nothing of this waits any longer than they do. */
async function closed(streams: readonly Readable[]): Promise<void> {
  const signal = AbortSignal.timeout(READ_AFTER_END);
  await Promise.allSettled(streams.map((stream) => finished(stream, { signal, writable: false })));
}

/** Of a git that could not be started, simple-git alone knows why. */
function sayingAll(error: GitFailure, [stdout, stderr]: readonly Buffer[]): GitFailure {
  const output = `${stderr ?? ''}${stdout ?? ''}`;
  return output === '' ? error : new GitFailure({ ...error, output });
}

/**
 * Ctrl-C reaches git too, while we still want to write down what was done. Every command here may be given twice:
 * those that swap something look afterwards at what became of it.
 */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const wasKilled = error instanceof GitFailure && error.exitCode === null && !error.timedOut;
    if (!wasKilled) throw error;
    return await attempt();
  }
}

function noIsFalse(error: unknown): boolean {
  if (error instanceof GitFailure && error.exitCode === 1) return false;
  throw error;
}
