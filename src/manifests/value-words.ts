/** Words about a value: of the wrong type, not one of a few, out of bounds, or empty. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { isSensitiveKey } from './sensitive-text.ts';
import { at, keysOf, type Mistake, nameOf, typeInWords } from './shape-mistake.ts';

export function describeWrongType({ error, ...mistake }: Mistake): Diagnostic {
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
  const isText = types.includes('string') && !types.includes('integer');
  if (isText && (typeof found === 'number' || typeof found === 'boolean')) {
    return describeUnquoted(mistake, found);
  }
  const shown = typeof found === 'number' && types.includes('integer') ? String(found) : typeInWords(found);
  const message = `${nameOf(mistake)}: expected ${expected}, found ${shown}`;
  const isQuoted = (type: string, plain: RegExp): boolean =>
    types.includes(type) && typeof found === 'string' && plain.test(found);
  const quoted = isQuoted('boolean', /^(true|false)$/) || isQuoted('integer', /^-?\d+$/);
  return at(mistake, 'wrong_type', quoted ? { message, hint: 'remove the quotes' } : { message });
}

/** `1.0`, `8081` and `true` are no strings in YAML. A password that is a number is not repeated. */
function describeUnquoted(mistake: Omit<Mistake, 'error'>, found: number | boolean): Diagnostic {
  const sensitive = isSensitiveKey(String(mistake.path.at(-1)));
  const text = mistake.document.sourceText(mistake.path) || String(found);
  const message = `${nameOf(mistake)} ${sensitive ? '' : `${text} `}is ${typeInWords(found)}`;
  return at(mistake, 'not_quoted', { message, hint: sensitive ? 'quote it' : `quote it: "${text}"` });
}

export function describeUnknownWord({ error, ...mistake }: Mistake): Diagnostic {
  const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
  const found = isSimple(error.data)
    ? mistake.document.sourceText(mistake.path) || String(error.data)
    : typeInWords(error.data);
  const oneOf = allowed.length === 1 ? `there is only ${allowed[0]}` : `one of ${allowed.join(', ')}`;
  const hint = typeof error.data === 'string' ? (hintAmong(error.data, allowed) ?? oneOf) : oneOf;
  const { title } = mistake.schema;
  const inList = title !== undefined && typeof mistake.path.at(-1) === 'number';
  const message = inList ? `${found} is not ${title}` : `unknown ${nameOf(mistake)} ${found}`;
  return at(mistake, 'unknown_word', { message, hint });
}

/** Some words are paths: a part of what `spec.properties` names cannot be named, and the `spec.` is easily forgotten. */
function hintAmong(word: string, allowed: readonly string[]): string | undefined {
  const whole = allowed.find((path) => word.startsWith(`${path}.`) || word.startsWith(`${path}[`));
  if (whole !== undefined) return `name the whole field: ${whole}`;
  const full = allowed.find((path) => path.endsWith(`.${word}`));
  return full === undefined ? didYouMean(word, allowed) : `did you mean ${full}?`;
}

export function describeWrongText({ error, ...mistake }: Mistake): Diagnostic {
  const found = mistake.document.sourceText(mistake.path) || String(error.data);
  const message = `${nameOf(mistake)}: expected ${mistake.schema.title ?? 'something else'}, found ${found}`;
  const isNumber = [mistake.schema.type].flat().includes('integer') && /^\d+$/.test(String(error.data));
  const quoted = isNumber && typeof error.data === 'string';
  return at(mistake, 'wrong_value', quoted ? { message, hint: 'remove the quotes' } : { message });
}

export function describeEmpty(mistake: Mistake): Diagnostic {
  const { schema } = mistake;
  const choice = schema.maxProperties === 1 ? `exactly one of ${keysOf(schema).join(', ')}` : undefined;
  const hint = choice ?? `expected ${schema.title ?? 'at least one entry'}`;
  return at(mistake, 'empty_value', { message: `${nameOf(mistake)} is empty`, hint });
}

export function describeTooMany({ error, ...mistake }: Mistake): Diagnostic {
  return at(mistake, 'too_many', {
    message: `${nameOf(mistake)} has ${(error.data as readonly unknown[]).length} entries`,
    hint: `at most ${error.params.limit} are possible`,
  });
}

function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
