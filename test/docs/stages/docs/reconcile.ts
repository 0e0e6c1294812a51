import { documents, manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

const groups = ['payments', 'orders'].map((name) => manifest('ServerGroup', name, '{ servers: [] }'));

export const stage = estateRepository({
  files: { 'groups.yaml': documents(...groups) },
  env: { MULETEER_LISTEN: '127.0.0.1:0' },
});
