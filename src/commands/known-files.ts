import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../artifacts/cache-folder.ts';
import { openStampedValues } from '../files/open-stamped-values.ts';
import { schemasDigest } from '../manifests/schemas-digest.ts';
import type { StampedValues } from '../model/stamped-values.ts';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';

/** What earlier runs in this folder found in its manifests: one that is as it was is not read again. */
export function knownManifests(io: KnowingIo): StampedValues {
  return knownIn('files', versionOfValues(), io);
}

/**
 * The digests of its archives. Apart from the manifests, of which nobody needs to know any more once they are loaded:
 * whoever plans again and again holds on to these.
 */
export function knownArchives(io: KnowingIo): StampedValues {
  return knownIn('archives', VERSION, io);
}

function knownIn(folder: string, version: string, { cwd, env, clock }: KnowingIo): StampedValues {
  const name = createHash('sha256').update(cwd).digest('hex').slice(0, 16);
  const file = join(cacheFolder(env), folder, `${name}.json`);
  return openStampedValues({ file, version, now: clock.now });
}

/** For as long as somebody holds on to it: for files in a folder that goes, and whose name nobody uses again. */
export function filesKnownInMemory({ clock }: Pick<KnowingIo, 'clock'>): StampedValues {
  return openStampedValues({ file: null, version: VERSION, now: clock.now });
}

/** To be counted up when the form of a kept value changes. */
const FORM = 2;

/** Between two releases schemas change under one version, and which documents have their shape is kept. */
function versionOfValues(): string {
  return `${VERSION} ${FORM} ${schemasDigest()}`;
}

type KnowingIo = Pick<Io, 'cwd' | 'env' | 'clock'>;
