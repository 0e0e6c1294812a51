import { join } from 'node:path';
import { environmentFor, muleteer } from '../frame/muleteer.js';
import { inSync } from '../frame/planned.js';
import { writePlot } from '../frame/plot.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Plan with nothing changed, no latency';

const FLOOR = join(import.meta.dirname, '../floors/plan.js');
/** Applications, and how often each is measured. */
const SIZES = [
  [100, 3],
  [300, 3],
  [1000, 3],
  [2000, 3],
  [5000, 3],
  [10_000, 2],
  [20_000, 2],
];
/** Those that there is an aim for. */
const AIMED = [1000, 5000, 20_000];
/** Servers, groups and clusters beside them. */
const OTHERS = 750;
const PLOT = 'growth.svg';

export async function run() {
  const points = [];
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
    points.push({ size: applications, ours, floor });
  }
  writePlot(PLOT, {
    title: 'Time and memory of a plan, by the number of applications',
    axis: `applications, beside ${OTHERS} servers, groups and clusters`,
    points,
    panels: [
      { title: 'Time by the clock, nothing changed, no latency', unit: 'ms', of: ({ wall }) => wall },
      { title: 'Memory at the most', unit: 'MB', of: ({ rss }) => rss / 2 ** 20 },
    ],
  });
  return [...comparison(points.map(rowOf)), '', `![Growth](${PLOT})`];
}

function rowOf({ size, ours, floor }) {
  const what = `${size.toLocaleString('en')} applications`;
  return AIMED.includes(size) ? { what, ours, floor, aim: 1.6 } : { what, ours, floor };
}
