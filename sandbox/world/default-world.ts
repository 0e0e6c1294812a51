/** What a sandbox holds when its world does not say: one organization, one environment, six free servers. */
import type { Entry } from './entry.ts';

export const DEFAULT_ORGANIZATION = {
  id: 'a1b2c3d4-0000-4000-8000-000000000001',
  name: 'Acme',
  environments: [{ id: 'e0000000-0000-4000-8000-00000000000a', name: 'Sandbox', type: 'sandbox' }],
};
export const DEFAULT_LOGIN = 'sandbox';
export const DEFAULT_CONSOLE_LOGIN = 'admin';

export const DEFAULT_SERVERS = [1, 2, 3, 4, 5, 6].map((number) => ({
  name: `mule-${number}`,
  addresses: [`10.0.0.${10 + number}`],
}));

/** The world's own list, or the default where it has none. An empty list is the world's own. */
export function listOr(world: Entry, key: string, defaults: readonly unknown[]): Record<string, unknown> {
  return { [key]: world.has(key) ? world.take(key) : defaults };
}
