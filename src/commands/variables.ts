/** The environment's variables, each of which may also stand in a file (contract, section 6). */
import { readFile } from 'node:fs/promises';
import { MuleteerError } from '../model/errors.ts';
import type { Io } from './io.ts';

export type Env = Io['env'];

/** Whether it, or its file, is given. CI systems hand on what they do not have as an empty variable. */
export function isGiven(env: Env, name: string): boolean {
  return isSet(env[name]) || isSet(env[`${name}_FILE`]);
}

/** The variable itself, or the file that NAME_FILE points to, read anew each time. */
export async function readVariable(env: Env, name: string): Promise<string | undefined> {
  const direct = env[name];
  if (isSet(direct)) return direct;
  const path = env[`${name}_FILE`];
  if (!isSet(path)) return undefined;
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read ${path}, which ${name}_FILE names`, { cause });
  }
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
