/** Archives that only a service has, brought beside the manifests. */
import { copyFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { digestFile } from '../artifacts/digest-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import type { StoredFile } from '../model/call.ts';
import { encodeName } from '../model/encode-name.ts';
import type { Provider } from '../model/provider.ts';
import { notWritable } from './console-output.ts';

export type ArtifactsWanted = 'digest' | 'download';

/**
 * The name of the file in a folder that has these bytes: one that is there already, or a new one. No file is
 * overwritten; another one of that name makes the digest a part of the new name.
 */
export async function fetchArtifact(
  stored: StoredFile,
  folder: string,
  provider: Pick<Provider, 'keep'>,
): Promise<string> {
  const extension = extname(stored.fileName);
  const base = encodeName(stored.fileName.slice(0, stored.fileName.length - extension.length));
  for (const name of [
    `${base}${extension}`,
    `${base}-${stored.sha1.slice(0, 8)}${extension}`,
    `${stored.sha1}${extension}`,
  ]) {
    const path = join(folder, name);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere && (await digestFile(path)).sha1 !== stored.sha1) continue;
    if (!isThere) await place(stored, path, folder, provider);
    return name;
  }
  throw notWritable(join(folder, `${stored.sha1}${extension}`), null);
}

async function place(
  stored: StoredFile,
  path: string,
  folder: string,
  provider: Pick<Provider, 'keep'>,
): Promise<void> {
  const kept = await provider.keep(stored);
  try {
    makeFolder(folder);
    await copyFile(kept.path, path);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}
