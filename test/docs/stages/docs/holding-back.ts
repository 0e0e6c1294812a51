import { manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

export const stage = estateRepository({
  files: { 'groups.yaml': manifest('ServerGroup', 'payments', '{ servers: [mule-1] }') },
});
