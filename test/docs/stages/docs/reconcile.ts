import { documents, manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

const groups = ['payments', 'orders'].map((name) => manifest('ServerGroup', name, '{ servers: [] }'));

export const stage = estateRepository({ files: { 'groups.yaml': documents(...groups) } });
