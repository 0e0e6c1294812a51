import { join } from 'node:path';
import { createEstate, writeManifests } from '../frame/estate.js';
import { environmentFor, muleteer, newFolder } from '../frame/muleteer.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Manifests: 10,000 documents in 10,000 files';

const FLOOR = join(import.meta.dirname, '../floors/manifests.js');
const ROUNDS = 3;
/** Each environment has a file for itself, one for its server, and one for each application. */
const SHAPE = { environments: 25, servers: 1, groups: 0, clusters: 0, applications: 398 };

export async function run() {
  const folder = newFolder();
  writeManifests(createEstate(SHAPE), folder);
  const validate = (env) => muleteer(['validate'], { cwd: folder, env });
  const kept = environmentFor('http://127.0.0.1:1');
  const { floor, cold, warm } = await alternate(
    {
      floor: () => runNode([FLOOR, folder]),
      cold: () => validate(environmentFor('http://127.0.0.1:1')),
      warm: () => validate(kept),
    },
    ROUNDS,
  );
  return comparison([
    { what: '`validate`, cold', ours: cold, floor, aim: 1.3 },
    { what: 'the same, warm', ours: warm, floor, aim: 0.25 },
  ]);
}
