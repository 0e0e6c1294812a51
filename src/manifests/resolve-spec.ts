import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { DocumentPath } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import type { SpecValue } from '../model/spec-value.ts';
import { hasPlaceholder, parsePlaceholders, type TextPart } from './placeholders.ts';
import type { SecretSources } from './secret-sources.ts';
import type { SecretText } from './secret-text.ts';
import type { DiagnosticWords, ManifestDocument } from './source-document.ts';
import type { ValueTable } from './value-tables.ts';

export interface ResolveContext {
  readonly document: ManifestDocument;
  readonly secrets: SecretSources;
  readonly values: ValueTable;
  /** Whether a secret may stand at a path. */
  isSecretPlace(path: DocumentPath): boolean;
}

export interface ResolvedSpec {
  readonly value: SpecValue;
  /** The same with texts in place of secrets, for the check of its shape. */
  readonly plain: unknown;
  /** Places (JSON pointers) whose text is not known yet, so that nothing can be said against it. */
  readonly unknownAt: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

const USE_VALUE = 'only what is secret comes from env, file or exec; use ${value:NAME}';

type Placeholder = Extract<TextPart, { readonly type: 'placeholder' }>;
type Resolved = { readonly value: SpecValue; readonly plain: unknown };

/** Fills in the placeholders of a part of a document. */
export function resolveSpec(value: unknown, path: DocumentPath, context: ResolveContext): ResolvedSpec {
  const resolver = new Resolver(context);
  const resolved = resolver.resolve(value, path);
  return { ...resolved, unknownAt: resolver.unknownAt, diagnostics: resolver.diagnostics };
}

export function pointerTo(path: DocumentPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

class Resolver {
  readonly diagnostics: Diagnostic[] = [];
  readonly unknownAt = new Set<string>();
  readonly #context: ResolveContext;

  constructor(context: ResolveContext) {
    this.#context = context;
  }

  resolve(value: unknown, path: DocumentPath): Resolved {
    if (typeof value === 'string')
      return hasPlaceholder(value) ? this.#text(value, path) : { value, plain: value };
    if (Array.isArray(value)) {
      const items = value.map((item: unknown, index) => this.resolve(item, [...path, index]));
      return { value: items.map((item) => item.value), plain: items.map((item) => item.plain) };
    }
    if (typeof value === 'object' && value !== null) return this.#map(value, path);
    return { value: value as number | boolean | null, plain: value };
  }

  #map(map: object, path: DocumentPath): Resolved {
    const values: [string, SpecValue][] = [];
    const plains: [string, unknown][] = [];
    for (const [key, item] of Object.entries(map)) {
      if (hasPlaceholder(key)) this.#reportKey(key, [...path, key]);
      const { value, plain } = this.resolve(item, [...path, key]);
      values.push([key, value]);
      plains.push([key, plain]);
    }
    return { value: Object.fromEntries(values), plain: Object.fromEntries(plains) };
  }

  /** A text becomes a Secret as a whole as soon as a part of it is one. */
  #text(text: string, path: DocumentPath): Resolved {
    let reference = '';
    let revealed: string | undefined = '';
    let secret = false;
    for (const part of parsePlaceholders(text)) {
      const filled = this.#fill(part, path);
      if (filled === undefined) return this.#unknown(text, path);
      reference += filled.reference;
      revealed = filled.text === undefined || revealed === undefined ? undefined : revealed + filled.text;
      secret ||= filled.secret;
    }
    if (!secret) return { value: revealed ?? text, plain: revealed ?? text };
    return { value: new Secret(reference, revealed), plain: reference };
  }

  /** One part; undefined where it is a mistake, which is then reported. */
  #fill(part: TextPart, path: DocumentPath): Filled | undefined {
    if (part.type === 'literal') return { text: part.text, reference: part.text, secret: false };
    if (part.type === 'mistake') {
      return this.#report(path, { code: 'unknown_placeholder', message: part.message, hint: part.hint });
    }
    return part.source === 'value' ? this.#value(part, path) : this.#secret(part, path);
  }

  #value(part: Placeholder, path: DocumentPath): Filled | undefined {
    if (path[1] === 'values') {
      return this.#report(path, { code: 'value_in_value', message: 'a value cannot use another value' });
    }
    const { values: table, document } = this.#context;
    const text = table.values.get(part.name);
    if (text !== undefined) return { text, reference: text, secret: false };
    if (!table.complete) return undefined;
    const known = [...table.values.keys()];
    return this.#report(path, {
      code: 'unknown_value',
      message: `${table.owner} has no value ${part.name}`,
      hint: `${didYouMean(part.name, known) ?? hintWithout(table, known)}${placeWords(table, document.file.name)}`,
    });
  }

  #secret(part: Placeholder, path: DocumentPath): Filled | undefined {
    const { isSecretPlace } = this.#context;
    if (!isSecretPlace(path)) {
      return this.#report(path, {
        code: 'secret_not_allowed',
        message: `${labelOf(path)} cannot come from ${part.text}`,
        hint: path[1] === 'values' ? 'name the variable where the value is used' : USE_VALUE,
      });
    }
    const read = this.#read(part, path);
    if ('missing' in read) {
      this.#report(path, {
        code: 'unresolved_secret',
        severity: 'warning',
        message: `${part.text} is unknown: ${read.missing}`,
        ...(read.hint === undefined ? {} : { hint: read.hint }),
      });
    }
    return { text: 'text' in read ? read.text : undefined, reference: part.text, secret: true };
  }

  #read({ source, name }: Placeholder, path: DocumentPath): SecretText {
    const { secrets, document } = this.#context;
    if (source === 'env') return secrets.readEnv(name);
    return source === 'exec'
      ? secrets.run(name, document.fileAt(path, '.'))
      : secrets.readFile(name, document.fileAt(path, name));
  }

  #unknown(text: string, path: DocumentPath): Resolved {
    this.unknownAt.add(pointerTo(path));
    return { value: text, plain: text };
  }

  #report(path: DocumentPath, words: DiagnosticWords): undefined {
    this.diagnostics.push(this.#context.document.diagnostic(path, words));
    return undefined;
  }

  #reportKey(key: string, path: DocumentPath): void {
    const words = {
      code: 'placeholder_in_key',
      message: `the key ${key} holds a placeholder`,
      hint: 'only values do',
    };
    this.diagnostics.push(this.#context.document.keyDiagnostic(path, words));
  }
}

interface Filled {
  readonly text: string | undefined;
  readonly reference: string;
  readonly secret: boolean;
}

/** Where a value would stand, unless it is in the same file. */
function placeWords({ placeOf }: ValueTable, file: string): string {
  const place = placeOf('');
  return place === null || place.file === file ? '' : ` (${place.file}:${place.line})`;
}

function hintWithout({ owner }: ValueTable, known: readonly string[]): string {
  if (known.length > 0) return `it has ${known.slice(0, 8).join(', ')}`;
  return `declare it under spec.values of ${owner}`;
}

/** How a message calls a value: its key, with the position in a list: `servers[1]`. */
export function labelOf(path: DocumentPath): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return String(last ?? 'the document');
  return `${labelOf(path.slice(0, -1))}[${last}]`;
}
