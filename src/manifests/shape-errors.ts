import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { compileCheck, compileValidator } from './compile-validator.ts';
import type { KindName } from './schemas.ts';

export type ShapeError = ErrorObject;

const validators = new Map<KindName, ValidateFunction>();

/** What a document has against its kind's schema; every mistake, not only the first. */
export function findShapeErrors(kind: KindName, document: unknown): readonly ShapeError[] {
  const validate = validatorOf(kind);
  return validate(document) ? [] : (validate.errors ?? []);
}

export function hasShape(kind: KindName, document: unknown): boolean {
  return compileCheck(kind)(document);
}

/** Made when first needed, once: that may cost more than checking a thousand documents. */
function validatorOf(kind: KindName): ValidateFunction {
  const validate = validators.get(kind) ?? compileValidator(kind);
  validators.set(kind, validate);
  return validate;
}
