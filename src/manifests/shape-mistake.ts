import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath } from '../model/manifest.ts';
import { labelOf } from './resolve-spec.ts';
import { type KindName, SCHEMAS } from './schemas.ts';
import type { ShapeError } from './shape-errors.ts';
import type { DiagnosticWords, ManifestDocument } from './source-document.ts';

/** The parts of a JSON Schema that messages are made from. Titles are nouns: "a list of server names". */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly maxProperties?: number;
}

export interface Place {
  readonly document: ManifestDocument;
  readonly kind: KindName;
}

/** One error of the validator, with all that words about it are made from. */
export interface Mistake extends Place {
  readonly error: ShapeError;
  readonly path: DocumentPath;
  readonly schema: SchemaNode;
}

export function at(
  mistake: Omit<Mistake, 'error'>,
  code: string,
  words: Omit<DiagnosticWords, 'code'>,
): Diagnostic {
  return mistake.document.diagnostic(mistake.path, { code, ...words });
}

export function nameOf({ kind, path }: { readonly kind: KindName; readonly path: DocumentPath }): string {
  return path.length === 0 ? withArticle(kind) : labelOf(path);
}

export function whereIn(kind: KindName, path: DocumentPath): string {
  const top = path.length === 0 || (path.length === 1 && path[0] === 'spec');
  return top ? withArticle(kind) : `${labelOf(path)} of ${withArticle(kind)}`;
}

/** What the schema of a kind says about a place of its documents. */
export function nodeAt(kind: KindName, path: DocumentPath): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>(
    (node, step) => (typeof step === 'number' ? node?.items : node?.properties?.[step]),
    SCHEMAS[kind],
  );
}

export function keysOf(schema: SchemaNode): readonly string[] {
  const forbidden = (node: SchemaNode) => 'not' in node;
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => (forbidden(node) ? [] : [key]));
}

export function typeInWords(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  const words: Record<string, string> = {
    object: 'a map',
    string: 'a string',
    number: 'a number',
    boolean: 'a boolean',
  };
  return words[typeof value] ?? 'something else';
}
