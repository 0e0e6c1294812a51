import { resolve } from 'node:path';
import { MuleteerError } from '../model/errors.ts';
import { EXIT, type Io } from './io.ts';

export interface SandboxCommandOptions {
  readonly port: number;
  readonly world?: string;
  readonly state?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Serves until it is interrupted. */
export async function sandboxCommand(options: SandboxCommandOptions, io: Io): Promise<number> {
  const sandbox = await start(options, io);
  io.stdout.write(`${JSON.stringify({ url: sandbox.url, mmc: sandbox.mmc })}\n`);
  await new Promise<void>((stopped) => {
    if (io.signal.aborted) stopped();
    io.signal.addEventListener('abort', () => stopped(), { once: true });
  });
  await sandbox.close();
  return EXIT.done;
}

async function start({ port, world, state, tlsCert, tlsKey }: SandboxCommandOptions, io: Io) {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new MuleteerError('usage', '--tls-cert and --tls-key belong together');
  }
  const path = (file: string): string => resolve(io.cwd, file);
  // Its web server is a third of the program: every other command starts sooner without.
  const { startSandbox } = await import('../../sandbox/start.ts');
  try {
    return await startSandbox({
      port,
      ...(world === undefined ? {} : { world: path(world) }),
      ...(state === undefined ? {} : { statePath: path(state) }),
      ...(tlsCert === undefined || tlsKey === undefined
        ? {}
        : { tls: { certPath: path(tlsCert), keyPath: path(tlsKey) } }),
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MuleteerError('settings', `the sandbox cannot start: ${message}`, { cause });
  }
}
