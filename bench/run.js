// `npm run bench`: all measures, or those that are named (`npm run bench -- start plan`).
import { existsSync } from 'node:fs';
import { MAIN, removeFolders } from './frame/muleteer.js';
import { stopProcesses } from './frame/processes.js';
import { writeSection } from './frame/results.js';

/** Cheap ones first. */
const MEASURES = [
  'start',
  'requests',
  'upload',
  'apply',
  'plan',
  'manifests',
  'plan-growth',
  'service',
  'fleet',
];

if (!existsSync(MAIN)) {
  console.error('dist/ is missing: run `npm run build` first');
  process.exit(1);
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !MEASURES.includes(name));
if (unknown.length > 0) {
  console.error(`there is no measure ${unknown.join(', ')}: there are ${MEASURES.join(', ')}`);
  process.exit(1);
}

// Whatever happens, nothing is left behind: what still runs is told to end, and does so by itself.
process.once('exit', () => {
  void cleanUp();
  removeFolders();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

for (const name of named.length > 0 ? named : MEASURES) {
  const { title, run } = await import(`./measures/${name}.js`);
  console.log(writeSection(title, await run()));
  await cleanUp();
}

async function cleanUp() {
  await stopProcesses();
  removeFolders();
}
