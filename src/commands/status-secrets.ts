/** What proves that somebody may see it, or may say that there is a push. */
import { MuleteerError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { readVariable } from './variables.ts';

export interface StatusSecrets {
  /** Null: whoever is on this machine may see the status. */
  readonly token: string | null;
  /** Null: nobody may post anything. */
  readonly hookSecret: string | null;
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
