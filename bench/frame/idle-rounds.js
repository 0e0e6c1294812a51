import { join } from 'node:path';
import { createEstate } from './estate.js';
import { environmentFor, newWorkTree } from './muleteer.js';
import { comparison, megabytes, milliseconds, table } from './results.js';
import { alternate } from './rounds.js';
import { runNode } from './run-node.js';
import { startSandbox, startTape } from './servers.js';
import { startService } from './service.js';

const FLOOR = join(import.meta.dirname, '../floors/environments.js');
/** So many environments have their turn at once unless a service is told otherwise. */
const AT_ONCE = 32;
const COMPARED = 5;
/** 500 resources. */
const ENVIRONMENT = { servers: 100, groups: 20, clusters: 10, applications: 370 };

/**
 * A service whose environments are all in sync, and rounds in which each of them has one turn.
 * @param looks rounds after which its memory is looked at
 */
export async function idleRounds(environments, looks) {
  const shape = { environments, ...ENVIRONMENT };
  const folder = newWorkTree(createEstate(shape));
  const sandbox = await startSandbox(shape);
  const tape = await startTape(sandbox.url);
  const service = await startService({ cwd: folder, env: environmentFor(tape.url), targets: environments });
  await tape.control('DELETE', 'log');
  const held = [];
  let rounds = 0;
  const round = async () => {
    const before = await service.usage();
    const { wall, outcomes } = await service.round();
    const after = await service.usage();
    rounds += 1;
    if (outcomes.join() !== 'in_sync') throw new Error(`a round came to ${outcomes}`);
    if (looks.includes(rounds)) held.push({ rounds, ...after });
    return { wall, cpu: after.cpu - before.cpu, rss: after.now };
  };
  const requests = await countsOf(round, tape, environments);
  const floor = () => runNode([FLOOR, tape.url, String(environments), String(AT_ONCE)]);
  const compared = await alternate({ ours: round, floor }, COMPARED);
  while (rounds < Math.max(...looks)) await round();
  await service.stop();
  await tape.stop();
  await sandbox.stop();
  const { read, turns } = service.first;
  return [
    ...comparison([
      { what: `a round of ${environments} idle turns, ${AT_ONCE} at once`, ...compared, aim: 1.5 },
    ]),
    '',
    ...requests,
    '',
    ...table(
      ['Rounds', 'Heap in use', 'Memory of the process', 'The most so far'],
      held.map((one) => [one.rounds, ...[one.heap, one.now, one.rss].map(megabytes)]),
    ),
    '',
    `Each environment has ${shape.servers} servers, ${shape.groups} groups, ${shape.clusters} clusters and ${shape.applications} applications, ` +
      `whose archives are named by digest. When it started it read the manifests in ${milliseconds(read)}; ` +
      `its first turns, which wrote the record, took ${milliseconds(turns)}.`,
  ];
}

/** Of one round. */
async function countsOf(round, tape, environments) {
  await tape.control('DELETE', 'log');
  await round();
  const log = await tape.control('DELETE', 'log');
  const counts = new Map();
  for (const line of log) {
    const what = line.replace(/[0-9a-f-]{36}/, ':id');
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return table(
    ['Request', 'In a round', 'In a turn'],
    [...counts].map(([what, count]) => [`\`${what}\``, count, count / environments]),
  );
}
