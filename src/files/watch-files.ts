import { fstatSync, type Stats, statSync } from 'node:fs';
import { FolderWatch } from './folder-watch.ts';

export interface Watched {
  /** Files and folders, absolute; folders with all that is below them. They need not be there yet. */
  readonly paths: readonly string[];
  readonly isIgnored: (path: string) => boolean;
}

export interface WatchListener {
  /** @param path absolute */
  changed(path: string): void;
  /** Something may not be seen any more. */
  failed(error: Error): void;
}

/** Resolves, when whatever changes from now on is told, to what ends it. */
export type WatchFiles = (watched: Watched, listener: WatchListener) => Promise<() => Promise<void>>;

/**
 * @param outputs descriptors of what this process writes to: a log that lies among the files would have each of its own
 *   lines followed by the next
 */
export function createWatchFiles(outputs: readonly number[]): WatchFiles {
  const own = outputs.flatMap(fileBehind);
  const isOwn = (path: string): boolean => {
    const stats = own.length === 0 ? undefined : statSync(path, { throwIfNoEntry: false });
    return own.some(({ dev, ino }) => dev === stats?.dev && ino === stats.ino);
  };
  return async ({ paths, isIgnored }, { changed, failed }) => {
    const watch = new FolderWatch({
      isIgnored,
      changed(path) {
        if (!isOwn(path)) changed(path);
      },
      failed,
    });
    for (const path of paths) watch.follow(path);
    return async () => watch.close();
  };
}

/** None where it is a terminal or a pipe. */
function fileBehind(descriptor: number): readonly Stats[] {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() ? [stats] : [];
  } catch {
    return [];
  }
}
