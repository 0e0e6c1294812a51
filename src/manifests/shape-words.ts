import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { DocumentPath } from '../model/manifest.ts';
import { labelOf } from './resolve-spec.ts';
import { type KindName, SCHEMAS, type ShapeError } from './schemas.ts';
import { isSensitiveKey } from './sensitive-text.ts';
import type { DiagnosticWords, SourceDocument } from './source-document.ts';

/** The parts of a JSON Schema that messages are made from. Titles are nouns: "a list of server names". */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
  readonly maxProperties?: number;
}

interface Place {
  readonly document: SourceDocument;
  readonly kind: KindName;
}

interface Mistake extends Place {
  readonly error: ShapeError;
  readonly path: DocumentPath;
  readonly schema: SchemaNode;
}

type Describe = (mistake: Mistake) => Diagnostic;

/** One error of the validator as one diagnostic in the words of the manifests. */
export function describeShapeError(error: ShapeError, path: DocumentPath, place: Place): Diagnostic {
  const { document, kind } = place;
  const mistake = { document, kind, error, path, schema: (error.parentSchema ?? {}) as SchemaNode };
  return (DESCRIBE[error.keyword] ?? describeOther)(mistake);
}

const DESCRIBE: Readonly<Record<string, Describe>> = {
  additionalProperties: describeUnknownKey,
  required: describeMissingKey,
  dependentRequired: describeMissingPartner,
  type: describeWrongType,
  enum: describeUnknownWord,
  minLength: (mistake) => at(mistake, 'empty_value', { message: `${nameOf(mistake)} is empty` }),
  minItems: describeEmpty,
  minProperties: describeEmpty,
  maxItems: ({ error, ...mistake }) =>
    at(mistake, 'too_many', {
      message: `${nameOf(mistake)} has ${(error.data as readonly unknown[]).length} entries`,
      hint: `at most ${error.params.limit} are possible`,
    }),
  maxProperties: ({ error, ...mistake }) =>
    at(mistake, 'not_together', {
      message: `${nameOf(mistake)} has ${Object.keys(error.data as object).join(' and ')} at once`,
      hint: `exactly one of ${keysOf(mistake.schema).join(', ')}`,
    }),
  oneOf: describeAlternatives,
  not: ({ document, path, schema }) =>
    document.keyDiagnostic(path, {
      code: 'key_not_allowed',
      message: schema.title ?? '',
      ...hintOf(schema.description),
    }),
};

function describeUnknownKey({ document, kind, error, path, schema }: Mistake): Diagnostic {
  const key = String(error.params.additionalProperty);
  const known = keysOf(schema);
  const hint = didYouMean(key, known) ?? homeOf(key, kind, path) ?? `known here: ${known.join(', ')}`;
  const message = `unknown key ${key} in ${whereIn(kind, path)}`;
  return document.keyDiagnostic([...path, key], { code: 'unknown_key', message, hint });
}

/** A right key in a wrong place. */
function homeOf(key: string, kind: KindName, path: DocumentPath): string | undefined {
  const root: SchemaNode = SCHEMAS[kind];
  const homes = ['spec', 'metadata'].filter((part) => part !== path[0]);
  const home = homes.find((part) => keysOf(root.properties?.[part] ?? {}).includes(key));
  return home === undefined ? undefined : `it belongs under ${home}`;
}

function describeMissingKey({ document, kind, error, path, schema }: Mistake): Diagnostic {
  const key = String(error.params.missingProperty);
  const title = schema.properties?.[key]?.title;
  const words = { code: 'missing_key', message: `missing key ${key} in ${whereIn(kind, path)}` };
  const hint = title === undefined || title === 'a map' ? `add ${key}` : `add ${key}: ${title}`;
  return document.keyDiagnostic(path.length === 0 ? ['kind'] : path, { ...words, hint });
}

function describeMissingPartner({ error, ...mistake }: Mistake): Diagnostic {
  const { property, missingProperty } = error.params as { property: string; missingProperty: string };
  const message = `${property} needs ${missingProperty} beside it`;
  const { title } = mistake.schema;
  const hint =
    title === undefined || title.startsWith('a map') ? `add ${missingProperty}` : `expected ${title}`;
  const words = { code: 'missing_key', message, hint };
  return mistake.document.keyDiagnostic([...mistake.path, property], words);
}

function describeWrongType({ error, ...mistake }: Mistake): Diagnostic {
  const { schema } = mistake;
  const found: unknown = error.data;
  const expected = schema.title ?? 'something else';
  const types = [schema.type].flat();
  if (found === null) {
    return at(mistake, 'empty_value', {
      message: `${nameOf(mistake)} is empty`,
      hint: `expected ${expected}`,
    });
  }
  if (types.includes('string') && (typeof found === 'number' || typeof found === 'boolean')) {
    return describeUnquoted(mistake, found);
  }
  const message = `${nameOf(mistake)}: expected ${expected}, found ${typeInWords(found)}`;
  const quoted = types.includes('boolean') && (found === 'true' || found === 'false');
  return at(mistake, 'wrong_type', quoted ? { message, hint: 'remove the quotes' } : { message });
}

/** `1.0`, `8081` and `true` are no strings in YAML. A password that is a number is not repeated. */
function describeUnquoted(mistake: Omit<Mistake, 'error'>, found: number | boolean): Diagnostic {
  const sensitive = isSensitiveKey(String(mistake.path.at(-1)));
  const text = mistake.document.sourceText(mistake.path) || String(found);
  const message = `${nameOf(mistake)} ${sensitive ? '' : `${text} `}is ${typeInWords(found)}`;
  return at(mistake, 'not_quoted', { message, hint: sensitive ? 'quote it' : `quote it: "${text}"` });
}

function describeUnknownWord({ error, ...mistake }: Mistake): Diagnostic {
  const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
  const found = isSimple(error.data)
    ? mistake.document.sourceText(mistake.path) || String(error.data)
    : typeInWords(error.data);
  const oneOf = `one of ${allowed.join(', ')}`;
  const hint = typeof error.data === 'string' ? (didYouMean(error.data, allowed) ?? oneOf) : oneOf;
  return at(mistake, 'unknown_word', { message: `unknown ${nameOf(mistake)} ${found}`, hint });
}

function describeEmpty(mistake: Mistake): Diagnostic {
  const { schema } = mistake;
  const choice = schema.maxProperties === 1 ? `exactly one of ${keysOf(schema).join(', ')}` : undefined;
  const hint = choice ?? `expected ${schema.title ?? 'at least one entry'}`;
  return at(mistake, 'empty_value', { message: `${nameOf(mistake)} is empty`, hint });
}

/** An alternative between keys, of which none or several are there. */
function describeAlternatives({ error, ...mistake }: Mistake): Diagnostic {
  const keys = (mistake.schema.oneOf ?? []).flatMap(({ required = [] }) => required);
  const present = keys.filter((key) => Object.hasOwn(error.data as object, key));
  const title = mistake.schema.title === 'a map' ? undefined : mistake.schema.title;
  if (present.length === 0) {
    const message = `missing key ${listOr(keys)} in ${whereIn(mistake.kind, mistake.path)}`;
    return at(mistake, 'missing_key', {
      message,
      hint: title === undefined ? 'add one of them' : `expected ${title}`,
    });
  }
  const [, second = ''] = present;
  const message = `${present.join(' and ')} exclude each other`;
  const hint = title === undefined ? 'keep one of them' : `expected ${title}`;
  return mistake.document.keyDiagnostic([...mistake.path, second], { code: 'not_together', message, hint });
}

function describeOther({ error, ...mistake }: Mistake): Diagnostic {
  return at(mistake, 'wrong_value', { message: `${nameOf(mistake)} ${error.message ?? 'is not right'}` });
}

function at(mistake: Omit<Mistake, 'error'>, code: string, words: Omit<DiagnosticWords, 'code'>): Diagnostic {
  return mistake.document.diagnostic(mistake.path, { code, ...words });
}

function nameOf({ kind, path }: { readonly kind: KindName; readonly path: DocumentPath }): string {
  return path.length === 0 ? withArticle(kind) : labelOf(path);
}

function whereIn(kind: KindName, path: DocumentPath): string {
  const top = path.length === 0 || (path.length === 1 && path[0] === 'spec');
  return top ? withArticle(kind) : `${labelOf(path)} of ${withArticle(kind)}`;
}

function keysOf(schema: SchemaNode): readonly string[] {
  const forbidden = (node: SchemaNode) => 'not' in node;
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => (forbidden(node) ? [] : [key]));
}

function hintOf(text: string | undefined): { readonly hint?: string } {
  return text === undefined ? {} : { hint: text };
}

function listOr(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function typeInWords(value: unknown): string {
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
