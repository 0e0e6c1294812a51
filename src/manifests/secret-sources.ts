import { readFileSync, statSync } from 'node:fs';
import { type Commands, runCommand } from './run-command.ts';
import type { SecretText } from './secret-text.ts';

/** Where secrets come from. Handed in, so that nothing below reads the process. */
export interface SecretSources {
  readEnv(name: string): SecretText;
  /** A file by its name for people, and where it is; it may lie outside the repository, since secrets do. */
  readFile(name: string, path: string): SecretText;
  /** What a command prints that is run in a folder. Each is run once. */
  run(command: string, folder: string): SecretText;
}

export const NOBODY_ASKED: SecretSources = {
  readEnv: () => ({ notAsked: true }),
  readFile: () => ({ notAsked: true }),
  run: () => ({ notAsked: true }),
};

const MAX_BYTES = 1_048_576;

export function createSecretSources(
  env: Readonly<Record<string, string | undefined>>,
  commands: Commands,
): SecretSources {
  const files = new Map<string, SecretText>();
  const printed = new Map<string, SecretText>();
  return {
    readEnv(name) {
      const text = Object.hasOwn(env, name) ? env[name] : undefined;
      if (text === undefined) return { missing: `the variable ${name} is not set` };
      // CI systems hand a secret that they do not have on as an empty variable.
      return text === '' ? { missing: `the variable ${name} is empty` } : { text };
    },
    readFile(name, path) {
      const known = files.get(path) ?? readSecretFile(path, name);
      files.set(path, known);
      return known;
    },
    run(command, folder) {
      const about = `${folder} ${command}`;
      const known = printed.get(about) ?? runCommand(command, { commands, env, folder });
      printed.set(about, known);
      return known;
    },
  };
}

/** The text of a file without the one newline that editors end it with. Pipes and devices may never end: refused. */
function readSecretFile(absolute: string, path: string): SecretText {
  try {
    const stat = statSync(absolute);
    if (!stat.isFile()) return { missing: `${path} is not a file` };
    if (stat.size > MAX_BYTES) return { missing: `the file ${path} is larger than 1 MB` };
    return { text: readFileSync(absolute, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { missing: gone ? `the file ${path} is not there` : `the file ${path} cannot be read` };
  }
}
