import { ENVIRONMENT, manifest, servers } from '../../../support/manifests.ts';
import type { Stage } from '../../stage.ts';

const CLUSTER = `# The clusters of production
apiVersion: muleteer/v1
kind: Cluster
metadata: { name: orders-cluster }   # the orders team
spec:
  multicast: false
  servers:
    - { name: mule-c1, ip: 10.0.0.21 }
`;

const ORDERS = `
  target: { cluster: orders-cluster }
  artifact: { file: ./artifacts/orders-api-1.2.0.jar }
  properties: { http.port: "8080" }`;

const PLACE = { organization: 'Acme', environment: 'Production' };

/** An estate that runs, and an empty repository. Beside it one that declares some of it. */
export const stage: Stage = {
  env: { ANYPOINT_ORG: 'Acme', ANYPOINT_ENV: 'Production' },
  world: {
    organizations: [{ name: 'Acme', environments: ['Production'] }],
    servers: ['mule-a1', 'mule-c1', 'mule-c2'].map((name) => ({ name, ...PLACE })),
    serverGroups: [{ name: 'payments-group', servers: ['mule-a1'], ...PLACE }],
    clusters: [
      {
        name: 'orders-cluster',
        multicast: false,
        servers: [
          { name: 'mule-c1', ip: '10.0.0.21' },
          { name: 'mule-c2', ip: '10.0.0.22' },
        ],
        ...PLACE,
      },
    ],
    applications: [
      {
        name: 'orders-api',
        target: { cluster: 'orders-cluster' },
        fileName: 'orders-api-1.2.0.jar',
        contents: 'bytes',
      },
    ],
  },
  files: {
    '../declared/environment.yaml': `${ENVIRONMENT.replace(/ {2}(controlPlane|credentials).*\n/g, '').replace('Sandbox', 'Production')}  values: { ordersVersion: 1.2.0 }\n`,
    '../declared/servers.yaml': servers('mule-c1', 'mule-c2'),
    '../declared/clusters.yaml': CLUSTER,
    '../declared/apps/orders-api.yaml': manifest('Application', 'orders-api', ORDERS),
    '../declared/apps/artifacts/orders-api-1.2.0.jar': 'bytes',
    '../declared/apps/artifacts/orders-api-1.3.0.jar': 'more bytes',
  },
  before: 'git init --quiet',
  meanwhile: { declared: 'cd ~/declared' },
};
