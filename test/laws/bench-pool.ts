/** Workbenches for many worlds one after the other: a sandbox is set to another world, and not started anew. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/start.ts';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { Bench } from '../support/bench.ts';

const free: Bench[] = [];

export async function borrowBench(world: WorldInput): Promise<Bench> {
  const bench = free.pop() ?? (await openEmpty());
  await bench.control('POST', 'reset', { world });
  await bench.settle();
  await bench.clearLog();
  await bench.control('DELETE', 'effects');
  return bench;
}

/** Its files stay until the next world writes its own over them. */
export function giveBack(bench: Bench): void {
  free.push(bench);
}

export async function closePool(): Promise<void> {
  await Promise.all(free.splice(0).map((bench) => bench.close()));
}

async function openEmpty(): Promise<Bench> {
  const clock = { mode: 'manual', now: '2024-06-01T00:00:00Z' } as const;
  const sandbox = await startSandbox({ world: { clock } });
  return new Bench(sandbox, await mkdtemp(join(tmpdir(), 'muleteer-laws-')));
}
