// An environment in sync, its manifests in a work tree, and a record that says so: what most plans begin with.
import { createEstate } from './estate.js';
import { environmentFor, muleteer, newWorkTree } from './muleteer.js';
import { startSandbox, startTape } from './servers.js';

/** The largest environment that the service recommends: 500 servers, 500 groups and clusters at most. */
const LARGE = { environments: 1, servers: 500, groups: 125, clusters: 125, artifacts: 'files' };

export async function inSync(applications, { latency = 0, artifactBytes = 16 * 1024 } = {}) {
  const shape = { ...LARGE, applications, artifactBytes };
  const folder = newWorkTree(createEstate(shape));
  const sandbox = await startSandbox(shape);
  const tape = await startTape(sandbox.url, latency);
  // Nothing is to be done: all of it is taken into the record, which knows this address.
  await muleteer(['apply', '--yes', '-q'], { cwd: folder, env: environmentFor(tape.url) });
  return {
    folder,
    sandbox,
    tape,
    async stop() {
      await tape.stop();
      await sandbox.stop();
    },
  };
}
