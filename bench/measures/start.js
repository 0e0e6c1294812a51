import { createEstate, writeManifests } from '../frame/estate.js';
import { environmentFor, MAIN, newFolder } from '../frame/muleteer.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Start';

/** Cheap, and so short that the machine's other work shows. */
const ROUNDS = 20;

export async function run() {
  const folder = newFolder();
  const shape = { environments: 1, servers: 4, groups: 1, clusters: 1, applications: 4, artifacts: 'files' };
  writeManifests(createEstate(shape), folder);
  const env = environmentFor('http://127.0.0.1:1');
  const { floor, version, validate } = await alternate(
    {
      floor: () => runNode(['-e', '0']),
      version: () => runNode([MAIN, '--version']),
      validate: () => runNode([MAIN, 'validate'], { cwd: folder, env }),
    },
    ROUNDS,
  );
  return comparison([
    { what: '`muleteer --version`', ours: version, floor, aim: 1.6 },
    { what: '`validate` of 11 documents', ours: validate, floor, aim: 3 },
  ]);
}
