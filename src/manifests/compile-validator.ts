/**
 * From the schema of a kind to what checks it. Ajv writes the code of a validator, which takes longer than most
 * commands do: in the bundle it has been written already, with these options, and stands in the place of this file
 * (scripts/bundle/validators-ahead.js).
 */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { type KindName, SCHEMAS } from './schemas.ts';

/** @public For scripts/bundle, too. */
export const VALIDATOR_OPTIONS: Options = { allErrors: true, verbose: true, allowUnionTypes: true };

let ajv: Ajv2020 | undefined;

export function compileValidator(kind: KindName): ValidateFunction {
  ajv ??= new Ajv2020(VALIDATOR_OPTIONS);
  return ajv.compile(SCHEMAS[kind]);
}

/** Says only whether there are mistakes. */
export function compileCheck(kind: KindName): (document: unknown) => boolean {
  return compileValidator(kind);
}
