import { setTimeout } from 'node:timers/promises';
import { createEstate, writeManifests } from '../frame/estate.js';
import { environmentFor, MAIN, newFolder } from '../frame/muleteer.js';
import { comparison } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';

export const title = 'Start';

/** Cheap, and so short that the machine's other work shows. */
const ROUNDS = 20;
/** Milliseconds. Of files that are younger nothing is kept. */
const YOUNG = 2_100;

export async function run() {
  const folder = newFolder();
  const shape = { environments: 1, servers: 4, groups: 1, clusters: 1, applications: 4, artifacts: 'files' };
  writeManifests(createEstate(shape), folder);
  await setTimeout(YOUNG);
  const validate = (env) => runNode([MAIN, 'validate'], { cwd: folder, env });
  const kept = environmentFor('http://127.0.0.1:1');
  const { floor, version, cold, warm } = await alternate(
    {
      floor: () => runNode(['-e', '0']),
      version: () => runNode([MAIN, '--version']),
      cold: () => validate(environmentFor('http://127.0.0.1:1')),
      warm: () => validate(kept),
    },
    ROUNDS,
  );
  return comparison([
    { what: '`muleteer --version`', ours: version, floor, aim: 1.6 },
    { what: '`validate` of 11 documents, cold', ours: cold, floor, aim: 3 },
    { what: 'the same, warm', ours: warm, floor, aim: 3 },
  ]);
}
