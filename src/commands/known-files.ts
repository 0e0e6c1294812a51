import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../artifacts/cache-folder.ts';
import { openStampedValues } from '../files/open-stamped-values.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';

/** What earlier runs in this folder found in its manifests: a file that is as it was is not read again. */
export function knownFiles({ cwd, env }: Pick<Io, 'cwd' | 'env'>): StampedValues {
  const name = createHash('sha256').update(cwd).digest('hex').slice(0, 16);
  return openStampedValues({ file: join(cacheFolder(env), 'manifests', `${name}.json`), version: VERSION });
}
