import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { Clock } from '../model/clock.ts';
import { MuleteerError } from '../model/errors.ts';
import { isGone } from './is-gone.ts';
import type { LocalRunner } from './locking.ts';

/** Milliseconds; what is done under the lock takes a few. */
const PAUSE = 50;
const ATTEMPTS = 100;
/** A living process says at once who it is: a file that is empty so often was made by one that died right then. */
const MOST_EMPTY = 20;

export interface ExclusiveOptions {
  readonly clock: Clock;
  readonly runner: LocalRunner;
}

/**
 * Runs something while no other process is in here with the same lock file. It guards one read and one write, not
 * a whole apply. A file that a dead process of this host left is taken away.
 */
export async function exclusively<T>(
  lock: string,
  { clock, runner }: ExclusiveOptions,
  work: () => Promise<T>,
): Promise<T> {
  const ours = `${runner.host} ${runner.process} ${randomBytes(8).toString('hex')}\n`;
  let empty = 0;
  for (let attempt = 0; !(await create(lock, ours)); attempt++) {
    if (attempt === ATTEMPTS) throw inTheWay(lock);
    const text = await readFile(lock, 'utf8').catch(() => null);
    empty = text === '' ? empty + 1 : 0;
    const isLeft = text !== null && (empty > MOST_EMPTY || isOfDead(text, runner));
    if (isLeft && (await removeLeft(lock, text))) continue;
    if (text !== null) await clock.sleep(PAUSE);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function create(lock: string, text: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function isOfDead(text: string, runner: LocalRunner): boolean {
  const [, host, process] = /^(.*) (\d+) [0-9a-f]+\n$/.exec(text) ?? [];
  return host !== undefined && isGone({ host, process: Number(process) }, runner);
}

/** Of several that see it dead, one gets it; and who got another's by a hair puts it back. */
async function removeLeft(lock: string, text: string): Promise<boolean> {
  const aside = `${lock}.${randomBytes(8).toString('hex')}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== text) {
    await rename(aside, lock);
    return false;
  }
  await rm(aside);
  return true;
}

function inTheWay(lock: string): MuleteerError {
  return new MuleteerError('refused', `${lock} is in the way: another process writes the record`, {
    hint: 'remove that file if no muleteer runs on it',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
