/** Where the keys of snapshots are: the private one in the environment, the public ones in a committed file. */
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Repository } from '../git/open-repository.ts';
import { MuleteerError } from '../model/errors.ts';
import type { TrustedKeys } from '../snapshot/snapshot-file.ts';
import {
  HOW_TO_MAKE_KEYS,
  type PrivateKey,
  readPrivateKey,
  readPublicKeys,
} from '../snapshot/snapshot-key.ts';
import type { Io } from './io.ts';
import { readVariable } from './variables.ts';

/** At the root of the repository, where nothing else is named. */
const PUBLIC_KEY_FILE = 'muleteer-snapshot.pub';

/** @throws MuleteerError `settings` where there is none: nothing is ever written unsigned */
export async function privateKey({ env, mask }: Pick<Io, 'env' | 'mask'>): Promise<PrivateKey> {
  const pem = await readVariable(env, 'MULETEER_SNAPSHOT_KEY');
  if (pem === undefined) {
    throw new MuleteerError('settings', 'there is no key to sign the snapshot with', {
      hint: `set MULETEER_SNAPSHOT_KEY or MULETEER_SNAPSHOT_KEY_FILE, and commit the public half; ${HOW_TO_MAKE_KEYS}`,
    });
  }
  mask.add(pem);
  return readPrivateKey(pem);
}

export interface KeyPlace {
  /** `--public-key`; undefined: the file at the root. */
  readonly named: string | undefined;
  readonly repository: Pick<Repository, 'root'> | null;
}

/** @throws MuleteerError `settings` where the file is not there, or holds something else */
export async function trustedKeys(place: KeyPlace, io: Pick<Io, 'cwd'>): Promise<TrustedKeys> {
  const path = pathOf(place, io);
  const file = place.named ?? (relative(io.cwd, path) || path);
  try {
    return { file, keys: readPublicKeys(await readFile(path, 'utf8'), file) };
  } catch (cause) {
    if (cause instanceof MuleteerError) throw cause;
    throw new MuleteerError(
      'settings',
      `cannot read ${file}, which holds the public key of whoever takes the snapshots`,
      {
        hint: 'commit it, or name it with --public-key',
        cause,
      },
    );
  }
}

function pathOf({ named, repository }: KeyPlace, { cwd }: Pick<Io, 'cwd'>): string {
  return named === undefined ? join(repository?.root ?? cwd, PUBLIC_KEY_FILE) : resolve(cwd, named);
}
