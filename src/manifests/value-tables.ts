import type { Envelope } from './envelope.ts';
import { parsePlaceholders } from './placeholders.ts';
import { isMap } from './unreadable.ts';

/** What `${value:NAME}` may name in the manifests of one target. */
export interface ValueTable {
  /** `Environment production`. */
  readonly owner: string;
  readonly values: ReadonlyMap<string, string>;
  /** False where the target has mistakes: a name that is missing here may be what they hide. */
  readonly complete: boolean;
}

/** For a document whose target is not known. */
export const NO_VALUES: ValueTable = { owner: '', values: new Map(), complete: false };

export function readValueTable({ kind, content, metadata }: Envelope, complete: boolean): ValueTable {
  const spec = isMap(content.spec) ? content.spec : {};
  const declared = isMap(spec.values) ? Object.entries(spec.values) : [];
  const texts = declared.map(([name, value]) => [name, plainText(value)] as const);
  return {
    owner: `${kind} ${metadata.name}`,
    values: new Map(texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
    complete,
  };
}

/** A text without placeholders; undefined where it has one, or is no text. */
function plainText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = parsePlaceholders(value);
  return parts.every((part) => part.type === 'literal') ? parts.map((part) => part.text).join('') : undefined;
}
