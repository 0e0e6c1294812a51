/** What must not be found in the log, and sessions that are over. */
import { afterEach, describe, expect, it } from 'vitest';
import { closeLabs, HYBRID, type Lab, openLab } from './support.ts';

afterEach(closeLabs);

async function logOf(lab: Lab): Promise<string> {
  return (await lab.control('GET', '/log')).text;
}

describe('the log keeps no secret', () => {
  it('of a query, but shows parameters known to be harmless', async () => {
    const lab = await openLab();
    await lab.arm('GET', '/applications?targetId=1&api_key=hush-1&limit=2&offset=0&sort=name&_=3&hush-2');
    const log = await logOf(lab);
    expect(log).not.toContain('hush');
    expect(log).toContain('/applications?targetId=1&api_key=***&limit=2&offset=0&sort=name&_=3&***');
  });

  it('of a configuration, in whatever form it comes', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const id = await lab.deploy('pay-api', server ?? 0);
    const configuration = {
      'mule.agent.application.properties.service': {
        applicationName: 'pay-api',
        properties: { shown: 'hush-1' },
        secureProperties: { alsoShown: 'hush-2' },
      },
      'mule.agent.logging.service': { deep: [{ name: 'hush-3' }], port: 8081 },
    };
    const path = `/applications/${id}`;
    await lab.arm('PATCH', path, { configuration });
    await lab.arm('PATCH', path, { configuration: JSON.stringify(configuration) });
    await lab.arm('PATCH', path, { configuration: 'broken: hush-4' });
    await lab.arm('PATCH', path, { secureProperties: { a: { b: 'hush-5' } } });
    const log = await logOf(lab);
    expect(log).not.toMatch(/hush|8081/);
    expect(log.match(/alsoShown/g)).toHaveLength(2);
  });

  it('of a form’s parts', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const fields = {
      artifactName: 'pay-api',
      targetId: String(server),
      configuration: '{"a":"hush-1',
      note: 'hush-2',
    };
    await lab.upload('POST', '/applications', fields, { name: 'a.jar', contents: 'x' });
    const log = await logOf(lab);
    expect(log).not.toContain('hush');
    expect(log).toContain('"name":"configuration","value":"***"');
  });

  it('of a component’s configuration', async () => {
    const lab = await openLab();
    const [server] = await lab.ids(1);
    const body = { enabled: true, configuration: { shown: { user: 'hush' } } };
    await lab.arm('PATCH', `/targets/${server}/components/3`, body);
    const log = await logOf(lab);
    expect(log).not.toContain('hush');
    expect(log).toContain('{"enabled":true,"configuration":{"shown":{"user":"***"}}}');
  });
});

describe('an ended session', () => {
  it('ARM 12.21: does not come back with a reset or another process', async () => {
    const lab = await openLab({ seed: 1 });
    const ended = lab.token;
    await lab.control('POST', '/reset');
    await lab.signIn();
    expect(lab.token).not.toBe(ended);
    const headers = { ...lab.scope(), authorization: `Bearer ${ended}` };
    expect((await lab.send('GET', `${HYBRID}/servers`, { headers })).status).toBe(401);
    const other = await openLab({ seed: 1 });
    expect((await other.send('GET', `${HYBRID}/servers`, { headers })).status).toBe(401);
  });
});
