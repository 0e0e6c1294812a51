/** Where a service shows its status, and what proves that somebody may see it, or may say that there is a push. */
import { InvalidArgumentError, Option } from 'commander';
import { MuleteerError } from '../model/errors.ts';
import { type ListenAddress, parseListenAddress } from '../serve/listen-address.ts';
import type { Io } from './io.ts';
import { readVariable } from './variables.ts';

export interface StatusSecrets {
  /** Null: whoever is on this machine may see the status. */
  readonly token: string | null;
  /** Null: nobody may post anything. */
  readonly hookSecret: string | null;
}

const DEFAULT: ListenAddress = { host: '127.0.0.1', port: 4020 };

export function listenOption(): Option {
  return new Option(
    '--listen <host:port>',
    'where to show the status, and to take hooks; none: nowhere. Other machines need MULETEER_STATUS_TOKEN',
  )
    .default(DEFAULT, '127.0.0.1:4020')
    .argParser(parseListen);
}

function parseListen(text: string): ListenAddress | 'none' {
  if (text === 'none') return text;
  const address = parseListenAddress(text);
  if (address === null) throw new InvalidArgumentError('Write HOST:PORT, or none.');
  return address;
}

/** @throws MuleteerError `settings` where one can be guessed */
export async function statusSecrets(io: Pick<Io, 'env' | 'mask'>): Promise<StatusSecrets> {
  return {
    token: await secretIn('MULETEER_STATUS_TOKEN', io),
    hookSecret: await secretIn('MULETEER_WEBHOOK_SECRET', io),
  };
}

const SHORTEST = 16;

async function secretIn(name: string, { env, mask }: Pick<Io, 'env' | 'mask'>): Promise<string | null> {
  const text = (await readVariable(env, name)) ?? '';
  if (text === '') return null;
  if (text.length < SHORTEST) {
    throw new MuleteerError(
      'settings',
      `${name} has fewer than ${SHORTEST} characters, so that it can be guessed`,
      {
        hint: '`openssl rand -hex 32` makes one that cannot',
      },
    );
  }
  mask.add(text);
  return text;
}
