import { join } from 'node:path';
import { environmentFor, muleteer } from '../frame/muleteer.js';
import { inSync } from '../frame/planned.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Plan with nothing changed, no latency';

const FLOOR = join(import.meta.dirname, '../floors/plan.js');
/** Applications, and how often each is measured. */
const SIZES = [
  [1000, 5],
  [5000, 3],
  [20_000, 3],
];

export async function run() {
  const rows = [];
  for (const [applications, rounds] of SIZES) {
    const { folder, tape, stop } = await inSync(applications);
    const { floor, ours } = await alternate(
      {
        floor: () => runNode([FLOOR, tape.url, folder]),
        ours: () =>
          muleteer(['plan', '--detailed-exitcode', '-q'], { cwd: folder, env: environmentFor(tape.url) }),
      },
      rounds,
    );
    await stop();
    rows.push({ what: `${applications.toLocaleString('en')} applications`, ours, floor, aim: 1.6 });
  }
  return comparison(rows);
}
