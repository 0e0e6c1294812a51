/**
 * The first step of the action: builds what it runs from its own checkout, so that the tag in a workflow is the
 * version that runs. Plain JavaScript without packages, since it comes before both, and old syntax, so that an old
 * Node can still say that it is too old.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OLDEST = [20, 19];

function main() {
  const version = process.versions.node;
  if (!isNewEnough(version)) {
    const oldest = OLDEST.join('.');
    return fail(
      `this is Node ${version}, Muleteer needs ${oldest} or newer: add actions/setup-node before it`,
    );
  }
  if (isBuilt()) return 0;
  // Also where NODE_ENV is production: the compiler is a development dependency.
  const installed = npm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!installed) return fail('the packages of Muleteer could not be installed, see above');
  return npm(['run', 'build']) ? 0 : fail('Muleteer could not be built, see above');
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A second step of one job finds the build of the first; a build of another version is none. */
function isBuilt() {
  const built = join(ROOT, 'dist/package.json');
  if (!existsSync(join(ROOT, 'dist/action/main.js')) || !existsSync(join(ROOT, 'node_modules'))) return false;
  return existsSync(built) && versionIn(built) === versionIn(join(ROOT, 'package.json'));
}

function versionIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

function npm(args) {
  // On Windows npm is a script, which only a shell starts.
  const options = { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' };
  return spawnSync('npm', args, options).status === 0;
}

function fail(message) {
  process.stdout.write(`::error::${message}\n`);
  return 1;
}

process.exitCode = main();
