/**
 * A workbench for tests: a sandbox with a clock that only the test moves, a folder with manifests, and the real
 * command line run inside this process. What waits, waits on the sandbox's clock, so that nothing sleeps.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { run } from '../../src/command-line/run.ts';
import type { Surroundings } from '../../src/commands/io.ts';
import { REQUEST_LIMITS } from '../../src/http/limits.ts';
import type { Clock } from '../../src/model/clock.ts';
import { assertKnownExit } from './known-exits.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One row of the sandbox's request log. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly service: 'accounts' | 'runtime-manager' | 'mmc';
  readonly write: boolean;
  readonly body?: unknown;
  /** What was armed for it, where something was. */
  readonly fault?: string;
}

export interface ObservedEffect {
  readonly class: string;
  readonly subject: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** What is typed at the question; a function is called when it is asked. */
  readonly answer?: string | (() => Promise<string>);
  readonly columns?: number;
  readonly terminal?: boolean;
  readonly cwd?: string;
  /** Which process of which host this is. */
  readonly runner?: Surroundings['runner'];
  readonly limits?: Surroundings['limits'];
  /** When it starts, in milliseconds after the bench was opened. */
  readonly after?: number;
  /** The test's own, in the place of one that starts then. */
  readonly clock?: Clock;
  /** What else its process is like. */
  readonly process?: Partial<Surroundings>;
  /** Milliseconds that each wait takes in truth, too: for what waits on a disk, which no clock moves. */
  readonly breath?: number;
}

export class Bench {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Where downloads are kept: beside the folder, which may be a work tree. */
  readonly cache: string;

  constructor(sandbox: Sandbox, folder: string) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.cache = `${folder}-cache`;
  }

  /** Writes files below the folder: path → text or bytes. `$URL` in a text becomes the sandbox's address. */
  async write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const at = join(this.folder, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(
        at,
        typeof content === 'string' ? content.replaceAll('$URL', this.sandbox.url) : content,
      );
    }
  }

  /** Runs a command line as a user would, in the folder, without the outer environment. */
  async cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    const written = { stdout: '', stderr: '' };
    const { terminal = false, columns = 0, answer } = options;
    const output = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        written[name] += text;
      },
      isTerminal: terminal,
      columns,
      rows: 24,
    });
    const actions = new Set<() => void>();
    const code = await run(args, {
      cwd: options.cwd ?? this.folder,
      // Nothing of the machine that the tests run on.
      env: { MULETEER_CACHE_DIR: this.cache, ...options.env },
      stdout: output('stdout'),
      stderr: output('stderr'),
      clock:
        options.clock ??
        this.clock(options.after, async () => {
          for (const action of actions) action();
          if (options.breath !== undefined) await wait(options.breath);
        }),
      every: (_, action) => {
        actions.add(action);
        return () => actions.delete(action);
      },
      after: () => () => {},
      watch: async () => async () => {},
      onHangUp: () => () => {},
      signal: options.signal ?? new AbortController().signal,
      runner: options.runner ?? { host: 'bench', process: 1, isAlive: () => true },
      newId: () => `run-${++runs}`,
      random: () => 0.5,
      limits: options.limits ?? REQUEST_LIMITS,
      onCrash: () => {},
      ask: answer === undefined ? null : async () => (typeof answer === 'string' ? answer : answer()),
      ...options.process,
    });
    assertKnownExit(args, code);
    return { code, ...written };
  }

  /** Waiting moves the sandbox's clock, and the command's with it; whoever looks at times is told. */
  clock(after = 0, moved: () => Promise<void> = async () => {}): Clock {
    let now = Date.UTC(2024, 5, 1) + after;
    return {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
        await this.control('POST', 'clock', { advanceMs: Math.round(ms) });
        await moved();
      },
    };
  }

  /** Moves the sandbox's clock far enough for everything scheduled to be over. */
  async settle(): Promise<void> {
    await this.control('POST', 'clock', { advanceMs: 60_000 });
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.sandbox.control(method as 'GET', path, body as object | undefined);
    const { status, text } = answer;
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async log(): Promise<readonly LoggedRequest[]> {
    return (await this.control('GET', 'log')) as readonly LoggedRequest[];
  }

  /** `METHOD path` of every write since the log was cleared, the sign-in aside. */
  async writes(): Promise<readonly string[]> {
    const log = await this.log();
    return log
      .filter(({ write, service }) => write && service !== 'accounts')
      .map(({ method, path }) => `${method} ${path}`);
  }

  async clearLog(): Promise<void> {
    await this.control('DELETE', 'log');
  }

  async effects(): Promise<readonly ObservedEffect[]> {
    return (await this.control('GET', 'effects')) as readonly ObservedEffect[];
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    // A git that was given up may still be writing its last.
    const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
    await rm(this.folder, patiently);
    await rm(this.cache, patiently);
  }
}

let runs = 0;

const open: Bench[] = [];

/** To be called in `afterEach`. */
export async function closeBenches(): Promise<void> {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
}

export async function openBench(world: WorldInput = {}): Promise<Bench> {
  const clock = { mode: 'manual', now: '2024-06-01T00:00:00Z' } as const;
  const sandbox = await startSandbox({ world: { clock, ...world } });
  const bench = new Bench(sandbox, await mkdtemp(join(tmpdir(), 'muleteer-test-')));
  open.push(bench);
  return bench;
}
