import { GROUP } from '../../../support/estate.ts';
import { estateRepository } from '../estate-repository.ts';

export const stage = estateRepository({
  files: { 'groups.yaml': GROUP },
  // What the CI system keeps secret.
  env: { MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more' },
});
