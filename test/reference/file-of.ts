import type { KindName } from '../../src/manifests/schemas.ts';

/** `server-group`, as the file of its schema says ServerGroup, and so its page. */
export function fileOf(kind: KindName): string {
  return kind.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}
