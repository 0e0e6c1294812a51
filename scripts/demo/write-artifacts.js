// Writes the archives that the examples deploy. Run it when an example gets another application.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildArtifact } from './artifact.js';

const EXAMPLES = join(import.meta.dirname, '../../examples');

const ARTIFACTS = {
  'manifests/small': [['hello-api', '1.0.0']],
  'manifests/cluster': [['orders-api', '1.2.0']],
  'manifests/full-estate/production': [
    ['orders-api', '1.2.0'],
    ['payments-api', '2.0.1'],
    ['events-hub', '0.9.0'],
    ['nightly-batch', '3.1.0'],
    ['health-check', '1.0.0'],
  ],
  'manifests/two-environments': [['orders-api', '1.2.0']],
  'manifests/many-environments': [
    ['orders-api', '1.2.0'],
    ['orders-api', '1.3.0'],
    ['stock-api', '2.0.1'],
  ],
  'policies/teams/x': [['orders-api', '1.2.0']],
};

for (const [folder, applications] of Object.entries(ARTIFACTS)) {
  for (const [name, version] of applications) {
    const path = join(EXAMPLES, folder, 'artifacts', `${name}-${version}-mule-application.jar`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, buildArtifact(name, version));
  }
}
