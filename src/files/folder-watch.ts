/**
 * Folders are watched, and not their files: a folder tells of whatever comes, changes or goes in it. A watcher for each
 * file, as libraries have it, takes 2 KB, and one of the few thousand that a system may allow.
 */
import {
  existsSync,
  type FSWatcher,
  lstatSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
  watch,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

export interface FolderListener {
  readonly isIgnored: (path: string) => boolean;
  /** @param path absolute: what came, changed or is gone */
  changed(path: string): void;
  /** Something may not be seen any more. */
  failed(error: Error): void;
}

/** @param name null where the system does not say */
type Heard = (event: string, name: string | null) => void;

interface Watching {
  readonly watcher: FSWatcher;
  /** Which folder it is, since another one may take its name; null where a file is watched. */
  readonly folder: string | null;
}

export class FolderWatch {
  readonly #listener: FolderListener;
  /** By the path that is told of. */
  readonly #watching = new Map<string, Watching>();

  constructor(listener: FolderListener) {
    this.#listener = listener;
  }

  /** A folder with all that is below it, or a file; what is not there yet is waited for. */
  follow(path: string): void {
    const stats = statOf(path);
    if (stats?.isDirectory() === true) this.#enter(path, stats);
    else if (stats !== undefined) this.#watchFile(path, path, () => this.#listener.changed(path));
    else this.#await(path);
  }

  close(): void {
    for (const { watcher } of this.#watching.values()) watcher.close();
    this.#watching.clear();
  }

  /** It is watched before it is read, so that nothing comes unseen in between. */
  #enter(folder: string, stats: Stats): void {
    this.#open(folder, { path: folder, folder: idOf(stats) }, (event, name) =>
      this.#hear(folder, event, name),
    );
    for (const name of foldersAndLinksIn(folder)) {
      const path = join(folder, name);
      if (!this.#listener.isIgnored(path)) this.#look(path);
    }
  }

  #await(path: string): void {
    this.#watchFile(path, firstMissing(path) ?? path, () => {
      this.#leave(path);
      this.follow(path);
      this.#listener.changed(path);
    });
  }

  #hear(folder: string, event: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name);
    if (this.#listener.isIgnored(path)) return;
    this.#listener.changed(path);
    if (event !== 'rename' || name === null) return;
    this.#look(path);
    // A folder that goes says its own name. Another one in its place may have its inode, too.
    if (name !== basename(folder)) return;
    this.#leave(folder);
    this.#look(folder);
  }

  /** What was there before may be gone, or another one by now. */
  #look(path: string): void {
    const stats = statOf(path);
    const known = this.#watching.get(path);
    if (known !== undefined && (stats === undefined || known.folder !== idOf(stats))) this.#leave(path);
    if (stats === undefined || this.#watching.has(path)) return;
    const target = linkedFrom(path);
    if (stats.isDirectory()) {
      if (target === null || !this.#isWatched(stats)) this.#enter(path, stats);
    } else if (target !== null) {
      // It changes where nobody may be watching.
      this.#watchFile(path, target, () => this.#listener.changed(path));
    }
  }

  /** Links may lead in a circle. */
  #isWatched(stats: Stats): boolean {
    return [...this.#watching.values()].some(({ folder }) => folder === idOf(stats));
  }

  #watchFile(path: string, file: string, heard: () => void): void {
    const name = basename(file);
    this.#open(dirname(file), { path, folder: null }, (_, one) => {
      if (one === null || one === name) heard();
    });
  }

  #open(place: string, { path, folder }: Omit<Watching, 'watcher'> & { path: string }, heard: Heard): void {
    const failed = (error: Error): void => {
      // What is gone cannot be watched, and need not be.
      if (existsSync(place)) this.#listener.failed(error);
    };
    try {
      const watcher = watch(place, heard).on('error', failed);
      this.#watching.set(path, { watcher, folder });
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** With all that is below it. */
  #leave(path: string): void {
    for (const [one, { watcher }] of this.#watching) {
      if (one !== path && !one.startsWith(`${path}${sep}`)) continue;
      watcher.close();
      this.#watching.delete(one);
    }
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function idOf({ dev, ino }: Stats): string {
  return `${dev} ${ino}`;
}

/** What a link leads to; null where the path is none. */
function linkedFrom(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : null;
  } catch {
    return null;
  }
}

/** The uppermost of the path and the folders above it that is not there; null where all are. */
function firstMissing(path: string): string | null {
  if (existsSync(path)) return null;
  const parent = dirname(path);
  return parent === path ? null : (firstMissing(parent) ?? path);
}

function foldersAndLinksIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((one) => one.isDirectory() || one.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return [];
  }
}
