import { environmentFor, muleteer } from '../frame/muleteer.js';
import { inSync } from '../frame/planned.js';
import { table } from '../frame/results.js';

export const title = 'Requests of a plan with nothing changed';

/** Sign-in, organization, environment, and the four lists. */
const FLOOR = 7;
const SIGN_IN = 'POST /accounts/api/v2/oauth2/token';

export async function run() {
  const { folder, tape, stop } = await inSync(1000);
  await tape.control('DELETE', 'log');
  await muleteer(['plan', '--detailed-exitcode'], { cwd: folder, env: environmentFor(tape.url) });
  const log = await tape.control('GET', 'log');
  await stop();
  const writes = log.filter((one) => !one.startsWith('GET ') && one !== SIGN_IN).length;
  return table(
    ['', 'Requests', 'Floor', 'Writes'],
    [['500 servers, 250 groups and clusters, 1,000 applications', `**${log.length}**`, FLOOR, writes]],
  );
}
