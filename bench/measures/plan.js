import { join } from 'node:path';
import { environmentFor, muleteer } from '../frame/muleteer.js';
import { inSync } from '../frame/planned.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Plan with nothing changed, 20 ms away';

const FLOOR = join(import.meta.dirname, '../floors/plan.js');
const ROUNDS = 5;

export async function run() {
  const { folder, tape, stop } = await inSync(1000, { latency: 20 });
  const plan = (env) => muleteer(['plan', '--detailed-exitcode', '-q'], { cwd: folder, env });
  const kept = environmentFor(tape.url);
  const { floor, cold, warm } = await alternate(
    {
      floor: () => runNode([FLOOR, tape.url, folder]),
      cold: () => plan(environmentFor(tape.url)),
      warm: () => plan(kept),
    },
    ROUNDS,
  );
  await stop();
  return comparison([
    { what: '500 servers, 250 groups and clusters, 1,000 applications, cold', ours: cold, floor, aim: 1.2 },
    { what: 'the same, warm', ours: warm, floor, aim: 0.8 },
  ]);
}
