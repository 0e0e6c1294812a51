import { manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

export const stage = estateRepository({
  files: { 'groups.yaml': manifest('ServerGroup', 'payments', '{ servers: [mule-1] }') },
  // What the CI system keeps secret.
  env: { MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more' },
});
