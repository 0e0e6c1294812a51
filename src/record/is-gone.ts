/**
 * Whether who wrote something down is certainly no more. A host is written as `NAME BOOT SPACE@START`: which machine,
 * which start of it, which name space of processes, and when that began. A container that is started again may get the
 * name space of its last run, with the same numbers in it: what is known then is that all of that run are gone.
 */
import type { Runner } from '../model/record.ts';

interface Here extends Pick<Runner, 'host'> {
  isAlive(process: number): boolean;
}

export function isGone({ host, process }: Pick<Runner, 'host' | 'process'>, runner: Here): boolean {
  if (host === runner.host) return !runner.isAlive(process);
  const space = spaceOf(host);
  return space !== null && space === spaceOf(runner.host);
}

function spaceOf(host: string): string | null {
  return /^(.+)@\d+$/.exec(host)?.[1] ?? null;
}
