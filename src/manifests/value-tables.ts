import type { Origin } from '../model/diagnostic.ts';
import type { Envelope } from './envelope.ts';
import { hasPlaceholder, parsePlaceholders } from './placeholders.ts';
import { isMap } from './unreadable.ts';

/** What `${value:NAME}` may name in the manifests of one target. */
export interface ValueTable {
  /** `Environment production`. */
  readonly owner: string;
  readonly values: ReadonlyMap<string, string>;
  /** False where the target has mistakes: a name that is missing here may be what they hide. */
  readonly complete: boolean;
  /** Where a value, or what it would stand among, is written: `envs/production.yaml:7`. */
  placeOf(name: string): Origin | null;
}

/** For a document whose target is not known. */
export const NO_VALUES: ValueTable = { owner: '', values: new Map(), complete: false, placeOf: () => null };

export function readValueTable(
  { kind, content, metadata, document }: Envelope,
  complete: boolean,
): ValueTable {
  const spec = isMap(content.spec) ? content.spec : {};
  const declared = isMap(spec.values) ? Object.entries(spec.values) : [];
  const texts = declared.map(([name, value]) => [name, plainText(value)] as const);
  return {
    owner: `${kind} ${metadata.name}`,
    values: new Map(texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
    complete,
    placeOf: (name) => document.locate(['spec', 'values', name]).origin,
  };
}

/** The names of the values that a text uses. */
export function valuesIn(text: unknown): readonly string[] {
  if (typeof text !== 'string' || !hasPlaceholder(text)) return [];
  return parsePlaceholders(text).flatMap((part) =>
    part.type === 'placeholder' && part.source === 'value' ? [part.name] : [],
  );
}

/** A text with its values filled in. All else stays as it would be written: `$${`, and what is secret. */
export function fillValues(text: string, { values }: ValueTable, fileAt = (path: string) => path): string {
  if (!hasPlaceholder(text)) return text;
  return parsePlaceholders(text)
    .map((part) => {
      if (part.type === 'literal') return escaped(part.text);
      if (part.type === 'mistake') return part.text;
      if (part.source === 'file') return `\${file:${fileAt(part.name)}}`;
      const value = part.source === 'value' ? values.get(part.name) : undefined;
      return value === undefined ? part.text : escaped(value);
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('${', () => '$${');
}

/** A text without placeholders; undefined where it has one, or is no text. */
function plainText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = parsePlaceholders(value);
  return parts.every((part) => part.type === 'literal') ? parts.map((part) => part.text).join('') : undefined;
}
