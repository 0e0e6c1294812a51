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

export const watchFiles: WatchFiles = async ({ paths, isIgnored }, { changed, failed }) => {
  const watcher = watch([...paths], { ignored: isIgnored, ignoreInitial: true });
  watcher.on('all', changed);
  watcher.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return () => watcher.close();
};
