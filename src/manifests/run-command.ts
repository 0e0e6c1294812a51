/** Runs the command of a `${exec:}` and takes what it prints, where a flag allows its program by name. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { commandWords } from './command-words.ts';
import type { SecretText } from './secret-text.ts';
import { maskLine } from './sensitive-text.ts';

/** Which programs may be run, by the names that manifests give them; or in one line why none is. */
export type Commands = { readonly allowed: readonly string[] } | { readonly none: string };

export interface RunContext {
  readonly commands: Commands;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it is run: the manifest's. */
  readonly folder: string;
}

const TIME_LIMIT_MS = 30_000;
const MAX_BYTES = 1_048_576;
const MAX_SAID = 200;

export function runCommand(command: string, { commands, env, folder }: RunContext): SecretText {
  const [name = '', ...args] = commandWords(command) ?? [];
  if ('none' in commands) return { missing: commands.none };
  if (!commands.allowed.includes(name)) {
    return { missing: `${name} may not be run`, hint: `allow it with --allow-exec ${name}` };
  }
  const program = findProgram(name, env);
  if (program === null)
    return { missing: `there is no program ${name}`, hint: 'PATH says where it is looked for' };
  const result = spawnSync(program, args, {
    cwd: folder,
    env: { ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_BYTES,
    windowsHide: true,
  });
  const failure = failureOf(name, result);
  if (failure !== null) return { missing: failure };
  const text = result.stdout.replace(/\r?\n$/, '');
  return text === '' ? { missing: `${name} printed nothing` } : { text };
}

/** Nothing that it printed on stdout, which may be half of the secret. */
function failureOf(
  name: string,
  { error, status, signal, stderr }: ReturnType<typeof spawnSync>,
): string | null {
  const code = error !== undefined && 'code' in error ? String(error.code) : '';
  if (code === 'ETIMEDOUT') return `${name} took longer than ${TIME_LIMIT_MS / 1000} s`;
  if (code === 'ENOBUFS') return `${name} printed more than 1 MB`;
  if (error !== undefined) return `${name} cannot be run (${code})`;
  if (status === 0) return null;
  const [line = ''] = String(stderr ?? '')
    .trim()
    .split(/\r?\n/);
  const said = line === '' ? '' : `: ${maskLine(line).slice(0, MAX_SAID)}`;
  return `${name} ended with ${status ?? signal}${said}`;
}

/** Never in the folder that it is run in: a repository must not bring its own `vault`. */
function findProgram(name: string, env: RunContext['env']): string | null {
  if (isAbsolute(name)) return isProgram(name) ? name : null;
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const endings = ['', ...(env.PATHEXT ?? '').split(';').filter((ending) => ending !== '')];
  const candidates = folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)));
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
