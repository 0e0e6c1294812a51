import { hasPlaceholder } from './placeholders.ts';
import { type KindName, SCHEMAS } from './schemas.ts';
import { hasShape } from './shape-errors.ts';
import { isMap } from './unreadable.ts';

/**
 * Whether a document is whole by itself: no placeholder stands in it, and it has the shape of its kind. Nothing around
 * it can change that, so that it is looked at once, and kept with the content from run to run.
 */
export function isSettled(value: unknown): boolean {
  if (!isMap(value) || !isKind(value.kind) || mentionsPlaceholder(value)) return false;
  return hasShape(value.kind, value);
}

function isKind(kind: unknown): kind is KindName {
  return typeof kind === 'string' && Object.hasOwn(SCHEMAS, kind);
}

/** Also in a key, which is a mistake. */
function mentionsPlaceholder(value: unknown): boolean {
  if (typeof value === 'string') return hasPlaceholder(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => hasPlaceholder(key) || mentionsPlaceholder(item));
}
