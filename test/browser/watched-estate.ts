/** What is committed while somebody watches the page: one target with a place of each kind, and what runs there. */
import { withPolicy } from '../commands/guarded.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

function app(name: string, target: string): string {
  const spec = `{ target: { ${target} }, artifact: { file: ./a.jar }, desiredStatus: STARTED }`;
  return manifest('Application', name, spec);
}

const PLACES = documents(
  servers('mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5'),
  manifest('Cluster', 'orders', '{ multicast: true, servers: [mule-1, mule-2] }'),
  manifest('ServerGroup', 'payments', '{ servers: [mule-3, mule-4] }'),
);

export const APPS = documents(
  app('orders-api', 'cluster: orders'),
  app('pay-api', 'serverGroup: payments'),
  app('feed', 'server: mule-5'),
);

/** @param policy a key of the Environment: `heal: off` */
export function estate(policy = '', jar = 'one'): Readonly<Record<string, string>> {
  return {
    'env.yaml': withPolicy(ENVIRONMENT, policy),
    'places.yaml': PLACES,
    'apps.yaml': APPS,
    'a.jar': jar,
  };
}
