/** Words about the keys of a map: unknown, missing, or not to be there together. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { DocumentPath } from '../model/manifest.ts';
import { type KindName, SCHEMAS } from './schemas.ts';
import { at, keysOf, type Mistake, nameOf, nodeAt, type SchemaNode, whereIn } from './shape-mistake.ts';

export function describeUnknownKey({ document, kind, error, path, schema }: Mistake): Diagnostic {
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

export function describeMissingKey({ document, kind, error, path, schema }: Mistake): Diagnostic {
  const key = String(error.params.missingProperty);
  // A requirement with a condition stands apart from the key's own words.
  const title = (schema.properties?.[key] ?? nodeAt(kind, [...path, key]))?.title;
  const words = { code: 'missing_key', message: `missing key ${key} in ${whereIn(kind, path)}` };
  const hint = title === undefined || title === 'a map' ? `add ${key}` : `add ${key}: ${title}`;
  // What a patch took out is missing where the patch says so.
  return document.keyDiagnostic(path.length === 0 ? ['kind'] : [...path, key], { ...words, hint });
}

export function describeMissingPartner({ error, ...mistake }: Mistake): Diagnostic {
  const { property, missingProperty } = error.params as { property: string; missingProperty: string };
  const message = `${property} needs ${missingProperty} beside it`;
  const { title } = mistake.schema;
  const hint =
    title === undefined || title.startsWith('a map') ? `add ${missingProperty}` : `expected ${title}`;
  const words = { code: 'missing_key', message, hint };
  return mistake.document.keyDiagnostic([...mistake.path, property], words);
}

/** An alternative between keys, of which none or several are there. */
export function describeAlternatives({ error, ...mistake }: Mistake): Diagnostic {
  const keys = (mistake.schema.oneOf ?? []).flatMap(({ required = [] }) => required);
  const present = keys.filter((key) => Object.hasOwn(error.data as object, key));
  const title = mistake.schema.title === 'a map' ? undefined : mistake.schema.title;
  if (present.length === 0) {
    const message = `missing key ${listOr(keys)} in ${whereIn(mistake.kind, mistake.path)}`;
    const [first = ''] = keys;
    return at({ ...mistake, path: [...mistake.path, first] }, 'missing_key', {
      message,
      hint: title === undefined ? 'add one of them' : `expected ${title}`,
    });
  }
  const [, second = ''] = present;
  const message = `${present.join(' and ')} exclude each other`;
  const hint = keys.length === 2 ? 'keep one of them' : `exactly one of ${keys.join(', ')}`;
  return mistake.document.keyDiagnostic([...mistake.path, second], { code: 'not_together', message, hint });
}

/** Several keys where the schema takes one. */
export function describeTooManyKeys({ error, ...mistake }: Mistake): Diagnostic {
  const found = Object.keys(error.data as object);
  const { document, path } = mistake;
  // Of what a patch adds to a map the last key is the patch's.
  return document.keyDiagnostic([...path, found.at(-1) ?? ''], {
    code: 'not_together',
    message: `${nameOf(mistake)} has ${found.join(' and ')} at once`,
    hint: `exactly one of ${keysOf(mistake.schema).join(', ')}`,
  });
}

/** What is forbidden says why as its title, and what to do as its description. */
export function describeForbidden({ document, path, schema }: Mistake): Diagnostic {
  const { title = '', description } = schema;
  return document.keyDiagnostic(path, {
    code: 'key_not_allowed',
    message: title,
    ...(description === undefined ? {} : { hint: description }),
  });
}

function listOr(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
