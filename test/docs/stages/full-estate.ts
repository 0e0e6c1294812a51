import { estateRepository } from './estate-repository.ts';

/** What the guides are about: the estate of `examples/manifests/full-estate`, applied once. */
export function fullEstate(options: Parameters<typeof estateRepository>[0] = {}) {
  return estateRepository({
    estate: 'examples/manifests/full-estate',
    applied: true,
    ...options,
    env: { DB_PASSWORD: 'a secret', MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more', ...options.env },
  });
}
