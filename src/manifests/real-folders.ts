import { realpathSync } from 'node:fs';

/** Where folders are, whatever links lead to them. */
export interface RealFolders {
  /** @throws where there is no such folder */
  of(folder: string): string;
}

/** For one run, in which each is looked up once: thousands of files lie in a few. */
export function findRealFolders(): RealFolders {
  const known = new Map<string, string>();
  return {
    of(folder) {
      const real = known.get(folder) ?? realpathSync.native(folder);
      known.set(folder, real);
      return real;
    },
  };
}
