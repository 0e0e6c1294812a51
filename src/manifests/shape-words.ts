import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath } from '../model/manifest.ts';
import {
  describeAlternatives,
  describeForbidden,
  describeMissingKey,
  describeMissingPartner,
  describeTooManyKeys,
  describeUnknownKey,
} from './key-words.ts';
import type { ShapeError } from './shape-errors.ts';
import { at, type Mistake, nameOf, type Place, type SchemaNode } from './shape-mistake.ts';
import {
  describeEmpty,
  describeTooMany,
  describeUnknownWord,
  describeWrongText,
  describeWrongType,
} from './value-words.ts';

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
  minimum: describeWrongText,
  pattern: describeWrongText,
  minLength: (mistake) => at(mistake, 'empty_value', { message: `${nameOf(mistake)} is empty` }),
  minItems: describeEmpty,
  minProperties: describeEmpty,
  maxItems: describeTooMany,
  maxProperties: describeTooManyKeys,
  oneOf: describeAlternatives,
  not: describeForbidden,
};

function describeOther({ error, ...mistake }: Mistake): Diagnostic {
  return at(mistake, 'wrong_value', { message: `${nameOf(mistake)} ${error.message ?? 'is not right'}` });
}
