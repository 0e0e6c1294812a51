/**
 * From a schema to what checks it. Ajv writes the code of a validator, which takes longer than most commands do: in
 * the bundle it has been written already, with these options, and stands in the place of this file (scripts/bundle.js).
 */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';

/** @public For scripts/bundle.js, too. */
export const VALIDATOR_OPTIONS: Options = { allErrors: true, verbose: true, allowUnionTypes: true };

let ajv: Ajv2020 | undefined;

/** @param kind by which the bundle finds the code */
export function compileValidator(_kind: string, schema: object): ValidateFunction {
  ajv ??= new Ajv2020(VALIDATOR_OPTIONS);
  return ajv.compile(schema);
}
