import { GROUP } from '../../../support/estate.ts';
import { estateRepository } from '../estate-repository.ts';

export const stage = estateRepository({ files: { 'groups.yaml': GROUP } });
