/** Manifests as texts, for tests that say only what matters to them. */

const HEAD = 'apiVersion: muleteer/v1';

/** The Environment of the sandbox's default world. */
export const ENVIRONMENT = `${HEAD}
kind: Environment
metadata: { name: production }
spec:
  controlPlane: $URL
  organization: Acme
  environment: Sandbox
  credentials: { clientId: sandbox, clientSecret: sandbox }
`;

/** The Console of the sandbox's default world. */
export const CONSOLE = `${HEAD}
kind: Console
metadata: { name: mmc }
spec: { url: $URL/mmc, credentials: { username: admin, password: admin } }
`;

/** One document in flow style: `manifest('ServerGroup', 'pay', '{ servers: [mule-1] }')`. */
export function manifest(kind: string, name: string, spec = '{}', metadata = ''): string {
  return `${HEAD}\nkind: ${kind}\nmetadata: { name: ${name}${metadata === '' ? '' : `, ${metadata}`} }\nspec: ${spec}\n`;
}

export function servers(...names: readonly string[]): string {
  return documents(...names.map((name) => manifest('Server', name)));
}

export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}
