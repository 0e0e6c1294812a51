import { join } from 'node:path';
import { fullEstate, meanwhile } from '../../full-estate.ts';

const ARTIFACTS = join(import.meta.dirname, '../../../../../scripts/demo/artifact.js');

/** Two more releases that somebody has built. */
const BUILD = `
mkdir ~/build
node --input-type=module --eval "
  import { writeFileSync } from 'node:fs';
  import { buildArtifact } from '${ARTIFACTS}';
  for (const version of ['1.3.0', '1.4.0'])
    writeFileSync('$HOME/build/orders-api-' + version + '-mule-application.jar', buildArtifact('orders-api', version));"`;

/** It is sent, and does not start. */
const BROKEN = {
  application: 'orders-api',
  fileName: 'orders-api-1.4.0-mule-application.jar',
  message: 'port 9999 is taken',
};

export const stage = fullEstate({
  before: BUILD,
  meanwhile: { 'the-release-is-broken': meanwhile('POST', 'deployments/fail', BROKEN) },
});
