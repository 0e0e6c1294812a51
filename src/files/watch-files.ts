import { fstatSync, type Stats } from 'node:fs';
import { watch } from 'chokidar';

export interface Watched {
  /** Files and folders, absolute; folders with all that is below them. They need not be there yet. */
  readonly paths: readonly string[];
  readonly isIgnored: (path: string) => boolean;
}

export interface WatchListener {
  changed(): void;
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
  const isOwn = (stats: Stats | undefined): boolean =>
    own.some(({ dev, ino }) => dev === stats?.dev && ino === stats.ino);
  return (watched, { changed, failed }) =>
    watchAll(watched, {
      changed: (stats) => {
        if (!isOwn(stats)) changed();
      },
      failed,
    });
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

interface StatsListener {
  changed(stats: Stats | undefined): void;
  failed(error: Error): void;
}

async function watchAll(
  { paths, isIgnored }: Watched,
  { changed, failed }: StatsListener,
): Promise<() => Promise<void>> {
  const watcher = watch([...paths], { ignored: isIgnored, ignoreInitial: true, alwaysStat: true });
  watcher.on('all', (_, __, stats) => changed(stats));
  watcher.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return () => watcher.close();
}
