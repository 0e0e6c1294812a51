import { createEstate } from '../frame/estate.js';
import { environmentFor, muleteer, newWorkTree } from '../frame/muleteer.js';
import { comparison } from '../frame/results.js';
import { median } from '../frame/rounds.js';
import { startSandbox } from '../frame/servers.js';

export const title = 'Apply: 500 creates, 50 ms away';

const CREATES = 500;
const LATENCY = 50;
const PARALLELISM = 10;
const ROUNDS = 3;
/** What runs is deployed at once: waiting for that is not what is measured. */
const SHAPE = {
  ...{ environments: 1, servers: 500, groups: 0, clusters: 0, applications: CREATES, artifacts: 'files' },
  ...{ start: 'servers', switches: { commandMs: 0, deployMs: 0 } },
};

export async function run() {
  const estate = createEstate(SHAPE);
  const times = [];
  for (let round = 0; round <= ROUNDS; round += 1) times.push(await applyAnew(estate));
  // The first counts for nothing, as everywhere.
  const wall = median(times.slice(1));
  const floor = { wall: Math.ceil(CREATES / PARALLELISM) * LATENCY };
  const what = `from the first write that leaves to the last answer, parallelism ${PARALLELISM}`;
  return comparison([{ what, ours: { wall }, floor, aim: 1.15 }]);
}

/** Milliseconds by the sandbox's clock, which sees a write when it arrives. */
async function applyAnew(estate) {
  const sandbox = await startSandbox(SHAPE);
  const action = { type: 'delay', ms: LATENCY };
  await sandbox.control('POST', 'faults', { times: 1_000_000, action });
  const args = ['apply', '--yes', '-q', '--parallelism', String(PARALLELISM)];
  await muleteer(args, { cwd: newWorkTree(estate), env: environmentFor(sandbox.url) });
  const log = await sandbox.control('GET', 'log');
  await sandbox.stop();
  const writes = log.filter(({ write }) => write);
  if (writes.length !== CREATES) throw new Error(`${writes.length} writes, and not ${CREATES}`);
  return writes.at(-1).time + LATENCY - writes[0].time;
}
