import type { LoadCommands } from '../manifests/build-all.ts';
import { MuleteerError } from '../model/errors.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { connectRuntimeManager } from './connect.ts';
import { hasErrors, writeDiagnostics } from './console-output.ts';
import { commandsOfTargets, type ExecOptions } from './exec-options.ts';
import { EXIT, type Io } from './io.ts';
import { load } from './load.ts';
import { type OutputOptions, PARALLELISM } from './options.ts';
import { requestLog } from './request-log.ts';
import { stoppable } from './stoppable.ts';
import { closestAddress } from './unknown-name.ts';

export interface RegisterOptions extends ExecOptions, Omit<OutputOptions, 'output'> {
  readonly path: string;
}

/** Of its own target: whoever registers a server has no other's at hand. */
function secretsFor(address: string, options: ExecOptions): LoadCommands {
  return commandsOfTargets({ ...options, target: address.split('/').slice(0, 1) });
}

/** The only command that prints a token. Asking for one changes nothing, so that it is done without writing. */
export async function registerCommand(address: string, options: RegisterOptions, io: Io): Promise<number> {
  const { targets, diagnostics } = await load([options.path], io, secretsFor(address, options));
  if (hasErrors(diagnostics)) {
    writeDiagnostics(diagnostics, options, io);
    return EXIT.error;
  }
  const { target, server } = findServer(address, targets);
  const { name } = server.identity;
  const asking = stoppable(io);
  return asking.run(async () => {
    const token = await askForToken(name, target, { ...options, stop: asking.stop }, io);
    io.stderr.write(`On the host of ${name}, in the bin folder of its Mule runtime:\n`);
    io.stdout.write(`./amc_setup -H ${token} ${name}\n`);
    return EXIT.done;
  });
}

async function askForToken(
  name: string,
  { manifest }: DesiredTarget,
  options: RegisterOptions & { readonly stop: AbortSignal },
  io: Io,
): Promise<string> {
  const request = {
    access: 'read-only',
    io,
    trace: await requestLog(options, io),
    stop: options.stop,
    parallelism: PARALLELISM,
  } as const;
  const { thing: api, close } = await connectRuntimeManager(manifest, request);
  try {
    const servers = await api.listServers();
    if (!servers.some((one) => one.name === name)) return await api.registrationToken();
    throw new MuleteerError('usage', `${name} is registered already`, { hint: 'no token was asked for' });
  } finally {
    await close();
  }
}

function findServer(
  address: string,
  targets: readonly DesiredTarget[],
): { readonly target: DesiredTarget; readonly server: DesiredResource } {
  for (const target of targets) {
    const server = target.resources.find(
      ({ identity, key }) => identity.kind === 'Server' && `${target.name}/${key}` === address,
    );
    if (server !== undefined) return { target, server };
  }
  const servers = targets.flatMap(({ name, resources }) =>
    resources.filter(({ identity }) => identity.kind === 'Server').map(({ key }) => `${name}/${key}`),
  );
  const meant = closestAddress(address, servers);
  const declared =
    servers.length === 0 ? 'the manifests declare no server' : `declared are ${servers.join(', ')}`;
  throw new MuleteerError('usage', `no manifest declares the server ${address}`, {
    hint: meant === undefined ? declared : `did you mean ${meant}?`,
  });
}
