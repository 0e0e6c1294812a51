// Makes package-lock.json whole and free of download addresses.
//
// A registry mirror may not hold every optional platform package (@biomejs/cli-darwin-arm64 and the like). npm
// then leaves it out of the lockfile, and `npm ci` refuses the lockfile as out of step. This adds each one that
// is named but missing, with the version its parent asks for and the platform that its name tells. Run it after
// every change of a dependency: `npm install && node scripts/complete-lockfile.js`.
import { readFileSync, writeFileSync } from 'node:fs';

const OSES = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
];
const CPUS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const parent of Object.values(lock.packages)) {
  delete parent.resolved;
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`;
    if (lock.packages[at] !== undefined || !/^\d/.test(version)) continue;
    const words = name.split(/[/-]/);
    const os = OSES.find((one) => words.includes(one));
    const cpu = CPUS.find((one) => words.includes(one));
    if (os === undefined && cpu === undefined) continue;
    lock.packages[at] = {
      version,
      ...(cpu === undefined ? {} : { cpu: [cpu] }),
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
      ...(os === undefined ? {} : { os: [os] }),
      ...(/musl/.test(name) ? { libc: ['musl'] } : /gnu/.test(name) ? { libc: ['glibc'] } : {}),
    };
    added.push(name);
  }
}
const [root, ...rest] = Object.keys(lock.packages);
lock.packages = Object.fromEntries(
  [root, ...rest.sort((a, b) => a.localeCompare(b, 'en'))].map((key) => [key, lock.packages[key]]),
);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'nothing was missing' : `added ${added.length}: ${added.join(', ')}`);
