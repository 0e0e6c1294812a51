import { manyEnvironments } from '../many-environments.ts';

export const stage = manyEnvironments();
