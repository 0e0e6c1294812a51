/**
 * Digests of local archives that are remembered while the files stay what they are. A service makes the same plans
 * again and again: each would read every archive of an estate, which may be gigabytes.
 */
import { stat } from 'node:fs/promises';
import type { FilePart } from '../model/call.ts';
import { digestFile } from './digest-file.ts';

interface Remembered {
  readonly path: string;
  /** What the file was like before it was read: if it changed meanwhile, it is another one the next time. */
  readonly state: string;
  readonly part: FilePart;
}

/**
 * For as long as whoever wants it. The manifests of a revision go with it, so that a change which no state shows is
 * forgotten with the revision that the change brings; and what is sent is hashed on its way, whatever is remembered.
 */
const remembered = new WeakMap<object, Remembered>();

/** @throws MuleteerError `settings` when the file cannot be read */
export async function rememberedDigest(
  path: string,
  wanted: object,
  digest: typeof digestFile = digestFile,
): Promise<FilePart> {
  const state = await stateOf(path);
  const known = remembered.get(wanted);
  if (known?.path === path && known.state === state) return known.part;
  const part = await digest(path);
  if (state !== null) remembered.set(wanted, { path, state, part });
  return part;
}

/** Null where it cannot be told: reading says why. */
async function stateOf(path: string): Promise<string | null> {
  const state = await stat(path, { bigint: true }).catch(() => null);
  return state && [state.dev, state.ino, state.size, state.mtimeNs, state.ctimeNs].join(' ');
}
