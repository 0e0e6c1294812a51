import { ENVIRONMENT, manifest, servers } from '../../../../support/manifests.ts';
import { estateRepository } from '../../estate-repository.ts';

const CLUSTER = '{ multicast: true, servers: [mule-1] }';
const APPLICATION = `
  target: { cluster: orders-cluster }
  artifact: { file: ./orders-api.jar }
`;

/** For the examples of all commands, one after the other. */
export const stage = estateRepository({
  estate: null,
  files: {
    'estate/production/environment.yaml': ENVIRONMENT.replace(/ {2}(controlPlane|credentials).*\n/g, ''),
    'estate/production/servers.yaml': servers('mule-1'),
    'estate/production/orders-cluster.yaml': manifest('Cluster', 'orders-cluster', CLUSTER),
    'estate/production/orders-api.yaml': manifest('Application', 'orders-api', APPLICATION),
    'estate/production/orders-api.jar': 'bytes',
  },
  applied: true,
  before: `
printf 'apiVersion: muleteer/v1\\nkind: Server\\nmetadata: { name: mule-a1 }\\n' > estate/production/new-host.yaml
muleteer fmt estate
export MULETEER_SNAPSHOT_KEY_FILE="$HOME/snapshot.key"
openssl genpkey -algorithm ed25519 -out "$MULETEER_SNAPSHOT_KEY_FILE"
openssl pkey -in "$MULETEER_SNAPSHOT_KEY_FILE" -pubout -out muleteer-snapshot.pub
muleteer plan -o json=plan.json`,
});
