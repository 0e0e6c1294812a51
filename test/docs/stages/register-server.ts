import { HYBRID, Lab } from '../../sandbox/support.ts';
import type { Estate } from '../stage.ts';
import { meanwhile } from './full-estate.ts';

/** What the agent's setup does on a host: it registers with a token, and the server connects. */
export function registerServer(name: string, muleVersion = '4.4.0') {
  return async (estate: Estate): Promise<void> => {
    const lab = new Lab(estate.sandbox);
    await lab.signIn();
    const { body } = await lab.arm('GET', '/servers/registrationToken');
    const signatureRequest = '-----BEGIN CERTIFICATE REQUEST-----\nbytes\n-----END CERTIFICATE REQUEST-----';
    const { status, text } = await lab.send('POST', `${HYBRID}/servers`, {
      headers: { authorization: `Bearer ${body.data}` },
      body: { muleVersion, signatureRequest, muleLabel: name },
    });
    if (status >= 300) throw new Error(`registering ${name}: ${status} ${text}`);
    await meanwhile('POST', `servers/${name}`, { status: 'RUNNING' })(estate);
  };
}
