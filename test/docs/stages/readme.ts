import { join } from 'node:path';
import about from '../../../package.json' with { type: 'json' };
import type { Stage } from '../stage.ts';

const ARTIFACTS = join(import.meta.dirname, '../../../scripts/demo/artifact.js');

/** The estate of the demo, the new release that somebody has built, and an account for what is the reader's own. */
export const stage: Stage = {
  copies: { '.': 'examples/manifests/full-estate' },
  // Somebody answers the question of an apply. The accounts are the placeholders of the document.
  env: { DB_PASSWORD: 'a secret of the demo', MULETEER_YES: 'yes' },
  world: {
    organizations: [{ name: 'Acme', environments: ['Sandbox', { name: 'Production', type: 'production' }] }],
    servers: [
      ...['mule-1', 'mule-2', 'mule-3', 'mule-4', 'mule-5', 'mule-6'].map((name, index) => ({
        name,
        addresses: [`10.0.0.${11 + index}`],
      })),
      { name: 'mule-a1', environment: 'Production' },
    ],
    clients: [
      { id: 'sandbox', secret: 'sandbox' },
      { id: '…', secret: '…' },
    ],
  },
  // npm has no registry here: it names the archive, and takes it.
  programs: {
    npm: `case "$*" in
      ci) ;;
      pack) : > muleteer-${about.version}.tgz ;;
      'install --global ./'*) test -f "$3" ;;
      *) echo "npm $*: not expected" >&2; exit 1 ;;
    esac`,
  },
  before: `
mkdir ~/build
node --input-type=module --eval "
  import { writeFileSync } from 'node:fs';
  import { buildArtifact } from '${ARTIFACTS}';
  writeFileSync('$HOME/build/orders-api-1.3.0-mule-application.jar', buildArtifact('orders-api', '1.3.0'));"`,
  meanwhile: {
    // Without the control plane, which would win over the sandbox.
    'own-estate': `
cd own
sed -i.as-shown /controlPlane:/d estate.yaml
cp ../production/artifacts/orders-api-1.2.0-mule-application.jar .`,
  },
};
