import type { Envelope } from './envelope.ts';
import { parsePlaceholders } from './placeholders.ts';
import { isMap } from './unreadable.ts';

/** What `${value:NAME}` may name in the manifests of one target. */
export interface ValueTable {
  /** `Environment production`. */
  readonly owner: string;
  readonly values: ReadonlyMap<string, string>;
}

/** The values of a target; null when they have mistakes, which are reported where they are. */
export function readValueTable({ kind, content, metadata }: Envelope): ValueTable | null {
  const owner = `${kind} ${metadata.name}`;
  const spec = content.spec ?? {};
  const declared = isMap(spec) ? (spec.values ?? {}) : null;
  if (!isMap(declared)) return null;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(declared)) {
    const text = typeof value === 'string' ? plainText(value) : undefined;
    if (text === undefined) return null;
    values.set(name, text);
  }
  return { owner, values };
}

/** A text without placeholders; undefined where it has one. */
function plainText(text: string): string | undefined {
  const parts = parsePlaceholders(text);
  return parts.every((part) => part.type === 'literal') ? parts.map((part) => part.text).join('') : undefined;
}
