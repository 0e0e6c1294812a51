import { documents, manifest } from '../../../../support/manifests.ts';
import { estateRepository } from '../../estate-repository.ts';

const REGIONS = ['eu', 'us', 'apac'];
const TIERS = ['dev', 'test', 'stage', 'production'];
const PLACES = REGIONS.flatMap((region) =>
  TIERS.map((tier) => ({ region, tier, name: `${region}-${tier}`, server: `mule-${region}-${tier}-1` })),
);

type Place = (typeof PLACES)[number];

function environment({ region, tier, name, server }: Place): string {
  return `apiVersion: muleteer/v1
kind: Environment
metadata: { name: ${name} }
spec:
  organization: Acme
  environment: ${name}
  bases: [../../base/all, ../../base/${region}]
  values:
    server: ${server}
    ordersVersion: ${tier === 'production' ? '1.2.0' : '1.3.0'}
    logLevel: ${tier === 'dev' ? 'DEBUG' : 'INFO'}
`;
}

function application(name: string, artifact: string): string {
  const spec = `
  target: { serverGroup: shop-group }
  artifact: { file: ${artifact} }
  properties: { log.level: "\${value:logLevel}" }`;
  return manifest('Application', name, spec, `labels: { team: ${name.replace('-api', '')} }`);
}

/** Three regions with four tiers each, and one console for all. */
export const stage = estateRepository({
  world: {
    organizations: [
      {
        name: 'Acme',
        environments: PLACES.map(({ name, tier }) => ({
          name,
          type: tier === 'production' ? 'production' : 'sandbox',
        })),
      },
    ],
    servers: PLACES.map(({ name, server }) => ({ name: server, environment: name })),
  },
  estate: null,
  copies: { artifacts: 'examples/manifests/many-environments/artifacts' },
  files: {
    ...Object.fromEntries(
      PLACES.flatMap((place) => [
        [`${place.region}/${place.tier}/environment.yaml`, environment(place)],
        [`${place.region}/${place.tier}/servers.yaml`, manifest('Server', place.server)],
      ]),
    ),
    'base/all/group.yaml': manifest('ServerGroup', 'shop-group', '{ servers: ["${value:server}"] }'),
    'base/all/orders-api.yaml': application(
      'orders-api',
      '"../../artifacts/orders-api-${value:ordersVersion}-mule-application.jar"',
    ),
    'base/eu/vat-api.yaml': application('vat-api', '../../artifacts/vat-api-1.0.0.jar'),
    'base/us/tax-api.yaml': application('tax-api', '../../artifacts/tax-api-1.0.0.jar'),
    'base/apac/gst-api.yaml': application('gst-api', '../../artifacts/gst-api-1.0.0.jar'),
    ...Object.fromEntries(
      ['vat', 'tax', 'gst'].map((name) => [`artifacts/${name}-api-1.0.0.jar`, `${name}-api 1.0.0`]),
    ),
    'console/console.yaml': documents(
      'apiVersion: muleteer/v1\nkind: Console\nmetadata: { name: mmc }\n',
      manifest('UserGroup', 'Releasers', '{ permissions: [DEPLOYMENT_READ, DEPLOYMENT_DEPLOY] }'),
    ),
  },
});
