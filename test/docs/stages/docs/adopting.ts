import { documents, manifest, servers } from '../../../support/manifests.ts';
import type { Stage } from '../../stage.ts';

const APPLICATION = `
  target: { cluster: orders-cluster }
  artifact: { file: ./artifacts/orders-api-1.2.0.jar }
  desiredStatus: STARTED
  properties: { http.port: "8080" }`;

const CLUSTER = `# What takes orders.
apiVersion: muleteer/v1
kind: Cluster
metadata: { name: orders-cluster }   # the orders team
spec:
  multicast: false
  servers:
    - { name: mule-c1, ip: 10.0.0.21 }
`;

const ENVIRONMENT = `apiVersion: muleteer/v1
kind: Environment
metadata: { name: production }
spec:
  organization: Acme
  environment: Production
  values: { ordersVersion: 1.2.0 }
`;

/** What runs already, an empty repository for it, and another one whose manifests are behind. */
export const stage: Stage = {
  world: {
    organizations: [{ name: 'Acme', environments: [{ name: 'Production', type: 'production' }] }],
    servers: [
      { name: 'mule-c1', addresses: ['10.0.0.21'] },
      { name: 'mule-c2', addresses: ['10.0.0.22'] },
    ],
    clusters: [
      {
        name: 'orders-cluster',
        multicast: false,
        servers: [
          { name: 'mule-c1', ip: '10.0.0.21' },
          { name: 'mule-c2', ip: '10.0.0.22' },
        ],
      },
    ],
    applications: [
      { name: 'orders-api', target: 'orders-cluster', fileName: 'orders-api-1.2.0.jar', contents: '1.2.0' },
    ],
  },
  files: {
    '../written/environment.yaml': ENVIRONMENT,
    '../written/clusters.yaml': CLUSTER,
    '../written/servers.yaml': servers('mule-c1', 'mule-c2'),
    '../written/orders-api.yaml': documents(manifest('Application', 'orders-api', APPLICATION)),
    '../written/artifacts/orders-api-1.2.0.jar': '1.2.0',
    '../written/artifacts/orders-api-1.3.0.jar': '1.3.0',
    '../build/orders-api-1.3.0.jar': '1.3.0',
  },
  // Somebody answers the question of an apply.
  env: { ANYPOINT_ORG: 'Acme', ANYPOINT_ENV: 'Production', MULETEER_YES: 'yes' },
  before: 'unset MMC_URL MMC_USERNAME MMC_PASSWORD; git init --quiet',
  meanwhile: { 'manifests-that-are-there': 'cd ../written' },
};
