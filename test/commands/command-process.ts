/** The built command as a process of its own, which can be killed; and a relay that kills it at a chosen call. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ENV } from '../git/work-trees.ts';
import type { CliResult } from '../support/bench.ts';
import type { ReceivedRequest } from '../support/http-server.ts';
import { type Relay, startRelay } from '../support/relay.ts';

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');

export interface CommandProcess {
  readonly child: ChildProcess;
  /** `code` is -1 where a signal ended it. */
  readonly ended: Promise<CliResult>;
}

export function startCommand(args: readonly string[], cwd: string): CommandProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (text) => {
      written[name] += text;
    });
  }
  const ended = new Promise<CliResult>((exit) =>
    child.on('close', (code) => exit({ code: code ?? -1, ...written })),
  );
  return { child, ended };
}

/** The moment at which it dies: its call has not arrived, has arrived but is not answered, or has been answered. */
export type Moment = 'before it arrives' | 'after it arrived' | 'after its answer';

export interface Killer {
  readonly relay: Relay;
  /** Runs a command that dies around its nth call. */
  run(args: readonly string[], cwd: string, nth: number, moment: Moment): Promise<CliResult>;
}

export async function startKiller(sandboxUrl: string): Promise<Killer> {
  let armed: { readonly nth: number; readonly moment: Moment; kill(): Promise<unknown> } | null = null;
  let calls = 0;
  const relay = await startRelay(sandboxUrl, async (request) => {
    if (armed === null || request.method === 'GET' || request.path.startsWith('/accounts/')) return undefined;
    calls += 1;
    if (calls !== armed.nth) return undefined;
    const { moment, kill } = armed;
    if (moment === 'after it arrived') await deliver(sandboxUrl, request);
    if (moment !== 'after its answer') await kill();
    else setImmediate(() => void kill());
    // Nobody hears it any more.
    return moment === 'after its answer' ? undefined : { status: 503 };
  });
  return {
    relay,
    async run(args, cwd, nth, moment) {
      const { child, ended } = startCommand(args, cwd);
      calls = 0;
      const kill = (): Promise<unknown> => {
        child.kill('SIGKILL');
        return ended;
      };
      armed = { nth, moment, kill };
      const result = await ended;
      armed = null;
      return result;
    },
  };
}

async function deliver(url: string, { method, path, headers, body }: ReceivedRequest): Promise<void> {
  const passed = ['authorization', 'content-type', 'x-anypnt-org-id', 'x-anypnt-env-id'];
  const response = await fetch(`${url}${path}`, {
    method,
    headers: Object.fromEntries(passed.map((name) => [name, String(headers[name] ?? '')])),
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  await response.arrayBuffer();
}
