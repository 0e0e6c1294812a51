/** Files that are read and replaced as a whole, by one process at a time. */
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { MuleteerError } from '../model/errors.ts';
import { type ExclusiveOptions, exclusively } from './exclusive-file.ts';

/** Null where there is no such file. */
export async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** What tells one content from another. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Resolves to the digest of what is there then. */
export async function writeWhole(file: string, text: string): Promise<string> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
  return digestOf(text);
}

/** Makes the new name outlast a power cut. Some systems open no folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Runs something while no other process does so with this file; its folder is made when needed. */
export function alone<T>(file: string, options: ExclusiveOptions, work: () => Promise<T>): Promise<T> {
  return onDisk(file, async () => {
    makeFolder(dirname(file));
    return await exclusively(`${file}.lock`, options, work);
  });
}

/** Says in plain words what the system has against a file. */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MuleteerError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new MuleteerError('settings', `the record cannot be kept in ${file}: ${error.message}`, {
      hint: '--record file:PATH names a folder that can be written to, and has room',
      cause: error,
      passes: true,
    });
  }
}
