import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { WorldInput } from '../../../sandbox/world/input.ts';
import { estateRepository } from './estate-repository.ts';

const WORLD = join(import.meta.dirname, '../../../examples/worlds/many-environments.yaml');

/** Dev, test and production of one base: the estate of `examples/manifests/many-environments`. */
export function manyEnvironments(options: Parameters<typeof estateRepository>[0] = {}) {
  return estateRepository({
    estate: 'examples/manifests/many-environments',
    world: parse(readFileSync(WORLD, 'utf8')) as WorldInput,
    ...options,
    env: { DB_PASSWORD: 'a secret', MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more' },
  });
}
