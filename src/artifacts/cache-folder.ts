import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where downloads are kept from run to run: MULETEER_CACHE_DIR, else where this machine keeps such things. Never in
 * the repository, unless somebody says so.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const own = env.MULETEER_CACHE_DIR ?? '';
  if (own !== '') return resolve(own);
  const shared = env.XDG_CACHE_HOME || env.LOCALAPPDATA || join(env.HOME || homedir(), '.cache');
  return join(shared, 'muleteer');
}
