// What a bare script does to read an environment: the same requests as a plan, and no more.
import { Agent, request } from 'undici';

const LISTS = ['servers', 'serverGroups', 'clusters', 'applications'];

/** @returns `read(environment)`, which resolves to the four lists */
export async function openServices(url) {
  const dispatcher = new Agent({ connections: 64 });
  const ask = async (path, headers) => {
    const { statusCode, body } = await request(`${url}${path}`, { dispatcher, headers });
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
    return JSON.parse(await body.text());
  };
  const signIn = async () => {
    const { body } = await request(`${url}/accounts/api/v2/oauth2/token`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'sandbox',
        client_secret: 'sandbox',
        grant_type: 'client_credentials',
      }),
    });
    return { authorization: `Bearer ${JSON.parse(await body.text()).access_token}` };
  };
  return {
    async read(environment) {
      const token = await signIn();
      const { id: organization } = (await ask('/accounts/api/me', token)).user.organization;
      const { data } = await ask(`/accounts/api/organizations/${organization}/environments`, token);
      const { id } = data.find(({ name }) => name === environment);
      const headers = { ...token, 'x-anypnt-org-id': organization, 'x-anypnt-env-id': id };
      return Promise.all(LISTS.map((list) => ask(`/hybrid/api/v1/${list}`, headers)));
    },
    close: () => dispatcher.close(),
  };
}
