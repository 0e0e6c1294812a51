// The sandbox as a process of its own: `node sandbox-process.js SHAPE`, as JSON. It makes its world itself, since one
// of 50,000 resources takes longer to read from a file than to make.
import { startSandbox } from '../../dist/sandbox/start.js';
import { createEstate, serversOf, worldOf } from './estate.js';

const { switches = {}, start = 'all', ...shape } = JSON.parse(process.argv[2]);
const estate = createEstate(shape);
const world = { ...(start === 'servers' ? serversOf(estate) : worldOf(estate)), switches };
const sandbox = await startSandbox({ world });
process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`);
process.once('SIGTERM', async () => {
  await sandbox.close();
  process.exit(0);
});
