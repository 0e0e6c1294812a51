// The built command, in a folder of its own that is gone afterwards.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeManifests } from './estate.js';
import { plainEnvironment, runNode } from './run-node.js';

const DIST = join(import.meta.dirname, '../../dist');
export const MAIN = join(DIST, 'src/main.cjs');

const folders = new Set();

export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-bench-'));
  folders.add(folder);
  return folder;
}

export function removeFolders() {
  for (const folder of folders)
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  folders.clear();
}

/** A work tree with the manifests of an estate, committed, as whoever runs Muleteer has one. */
export function newWorkTree(estate) {
  const folder = newFolder();
  writeManifests(estate, folder);
  const git = (...args) =>
    execFileSync('git', args, { cwd: folder, env: plainEnvironment(), stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=Estate');
  return folder;
}

/** What a command needs to find the services at an address; with a cache of its own, empty unless it is named. */
export function environmentFor(url, cache = newFolder()) {
  return plainEnvironment({
    ANYPOINT_HOST: url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    MULETEER_CACHE_DIR: cache,
  });
}

export function muleteer(args, options) {
  return runNode([MAIN, ...args], options);
}
