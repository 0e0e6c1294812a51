import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { EXIT, type Io } from './io.ts';

interface SandboxCommandOptions {
  readonly port: number;
  readonly world?: string;
  readonly state?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export function addSandboxCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  program
    .command('sandbox')
    .description('a local Runtime Manager and Mule Management Console, on 127.0.0.1, to try things on')
    .option('--port <n>', 'where to listen; 0: any free port', parsePort, 4010)
    .option('--world <file>', 'the world that it starts with, as YAML or JSON')
    .option('--state <file>', 'keep the world in this file, and go on from it')
    .option('--tls-cert <file>', 'serve https with this certificate (PEM)')
    .option('--tls-key <file>', 'the key of the certificate (PEM)')
    .action((options: SandboxCommandOptions) => run(sandboxCommand(options, io)));
}

/** Serves until it is interrupted. */
async function sandboxCommand(options: SandboxCommandOptions, io: Io): Promise<number> {
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

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('It is a number from 0 to 65535.');
  }
  return port;
}
