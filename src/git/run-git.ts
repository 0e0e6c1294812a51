/**
 * The one place that starts git. simple-git closes no standard input that it has nothing for, and waits 50 ms for
 * words of a command that ends in silence; commands are chosen so that neither happens.
 */
import { Readable } from 'node:stream';
import { type SimpleGit, simpleGit } from 'simple-git';
import { type Environment, gitEnvironment, OWN_CONFIG, TRUSTED } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';
import { collectOutput, type WholeOutput } from './whole-output.ts';

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
      completion: { onClose: true, onExit: READ_AFTER_END },
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
  const outputs: unknown[] = [];
  let said: WholeOutput | null = null;
  one.outputHandler((_, stdout, stderr) => {
    outputs.push(stdout, stderr);
    if (stdout instanceof Readable) said = collectOutput(stdout);
  });
  try {
    await run(one);
    return (await (said as WholeOutput | null)?.whole()) ?? Buffer.alloc(0);
  } catch (error) {
    if (error instanceof GitFailure && error.timedOut) {
      for (const output of outputs) if (output instanceof Readable) output.destroy();
    }
    throw error;
  }
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
