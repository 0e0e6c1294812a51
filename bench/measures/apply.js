import { createEstate } from '../frame/estate.js';
import { environmentFor, muleteer, newWorkTree } from '../frame/muleteer.js';
import { comparison } from '../frame/results.js';
import { median } from '../frame/rounds.js';
import { startReplay, startSandbox } from '../frame/servers.js';

export const title = 'Apply: 500 creates, 50 ms away';

const CREATES = 500;
const LATENCY = 50;
const PARALLELISM = 10;
const ROUNDS = 5;
/** What runs is deployed at once: waiting for that is not what is measured. */
const SHAPE = {
  ...{ environments: 1, servers: 500, groups: 0, clusters: 0, applications: CREATES, artifacts: 'files' },
  ...{ start: 'servers', switches: { commandMs: 0, deployMs: 0 } },
};

export async function run() {
  const estate = createEstate(SHAPE);
  const sandbox = await startSandbox(SHAPE);
  const replay = await startReplay(sandbox.url, LATENCY);
  const times = [];
  for (let round = 0; round <= ROUNDS; round += 1) times.push(await applyAnew(estate, replay));
  await replay.stop();
  await sandbox.stop();
  // The first counts for nothing, as everywhere.
  const wall = median(times.slice(1));
  const floor = { wall: Math.ceil(CREATES / PARALLELISM) * LATENCY };
  const what = `from the first write that leaves to the last answer, parallelism ${PARALLELISM}`;
  return comparison([{ what, ours: { wall }, floor, aim: 1.15 }]);
}

/** Milliseconds by the clock of whoever answers, from the first byte of the first write to the end of the last answer. */
async function applyAnew(estate, replay) {
  const args = ['apply', '--yes', '-q', '--parallelism', String(PARALLELISM)];
  await muleteer(args, { cwd: newWorkTree(estate), env: environmentFor(replay.url) });
  const writes = await replay.control('GET', 'writes');
  if (writes.length !== CREATES) throw new Error(`${writes.length} writes, and not ${CREATES}`);
  return Math.max(...writes.map(({ last }) => last)) - Math.min(...writes.map(({ first }) => first));
}
