/**
 * An estate whose repository some CI system runs: a sandbox, a bare origin, fresh checkouts as runners make them, and
 * bash with `npx muleteer`. Of npm there are only stand-ins: `npm ci` does nothing, for Muleteer is there already.
 */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { commit, folderBeside, publishBench } from '../commands/git-bench.ts';
import { ciCheckout, git } from '../git/work-trees.ts';
import { type Bench, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLES = join(ROOT, 'examples/ci');

/** A clock that runs, for there is nobody to move it for a process. */
const WORLD = { clock: { mode: 'real' }, switches: { commandMs: 1, deployMs: 20 } } as const;

export type Variables = Readonly<Record<string, string>>;

/** What the examples take from the secret store, under the names that Muleteer reads. */
export const CREDENTIALS: Variables = {
  ANYPOINT_CLIENT_ID: 'sandbox',
  ANYPOINT_CLIENT_SECRET: 'sandbox',
  MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more',
};

export interface Ended {
  readonly code: number;
  readonly output: string;
}

export interface CiEstate {
  readonly bench: Bench;
  /** What main has now. */
  readonly main: string;
  /** A new folder with that commit, as runners check it out. */
  checkout(): string;
  run(script: readonly string[], folder: string, env: Variables): Promise<Ended>;
}

/**
 * Declares one server group, and has applied nothing. The example's own files are where it says: in the root, its
 * scripts in `ci/`. What the jobs write must not make the work tree dirty.
 */
export async function openCiEstate(system: string): Promise<CiEstate> {
  const bench = await openBench(WORLD);
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  const applyFrom = '  applyFrom: { branch: main, clean: true }\n';
  const environment = `${ENVIRONMENT.replace(/ {2}credentials.*\n/, '')}${applyFrom}`;
  const group = manifest('ServerGroup', 'payments', '{ servers: [mule-1] }');
  for (const file of readdirSync(join(EXAMPLES, system)))
    cpSync(join(EXAMPLES, system, file), join(bench.folder, file.endsWith('.mjs') ? 'ci' : '', file));
  const main = await commit(bench, {
    '.gitignore': 'node_modules/\nout/\n',
    'estate/all.yaml': documents(environment, servers('mule-1', 'mule-2'), group),
  });
  const bare = publishBench(bench);
  const programs = folderBeside('programs');
  writePrograms(programs);
  return {
    bench,
    main,
    checkout: () => ciCheckout(bare, folderBeside('checkout'), main),
    run: (script, folder, env) =>
      runScript(script, folder, { PATH: `${programs}${delimiter}${process.env.PATH}`, ...env }),
  };
}

function writePrograms(folder: string): void {
  mkdirSync(folder);
  const programs = {
    npm: '[ "$*" = ci ] || { echo "npm $*: not expected" >&2; exit 1; }',
    npx: 'exec "$@"',
    muleteer: `exec "${process.execPath}" "${join(ROOT, 'dist/src/main.cjs')}" "$@"`,
  };
  for (const [name, line] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

/** Line by line until one fails, as all of these systems do. */
async function runScript(script: readonly string[], cwd: string, env: Variables): Promise<Ended> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script.join('\n')], {
    cwd,
    env: { HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)));
  return { code, output };
}

export function readExample(path: string): string {
  return readFileSync(join(EXAMPLES, path), 'utf8');
}

/** Every way in which an example may call us; a test runs each of them. */
export function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/npx muleteer [^\n'"]*(?:"[^"\n]*")?|node ci\/\S+ [^\n'"]*/g)].map(([line]) =>
    line.trim(),
  );
}
