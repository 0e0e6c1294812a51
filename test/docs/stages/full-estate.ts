import type { Estate } from '../stage.ts';
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

/** What the sandbox is asked for by its control: a host that dies, a release that does not start. */
export function meanwhile(method: 'POST' | 'PATCH', path: string, body: object) {
  return async ({ sandbox }: Estate): Promise<void> => {
    const { status, text } = await sandbox.control(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  };
}
