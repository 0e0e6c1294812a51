import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DocumentPath } from '../model/manifest.ts';
import type { Policy } from '../model/policy.ts';
import { checkCondition } from './check-condition.ts';
import { PLAN_NODES } from './plan-node.ts';
import { pathOf } from './shape.ts';
import type { SourceDocument } from './source-document.ts';
import type { PlainMap } from './unreadable.ts';

export interface ConditionPlace {
  readonly document: SourceDocument;
  readonly path: DocumentPath;
  readonly scope: Policy['scope'];
}

export interface ReadCondition {
  /** Null where it is no JSON Schema. */
  readonly fits: ((value: unknown) => boolean) | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A policy's JSON Schema, made ready; what is wrong with it points at its own line. */
export function readCondition(schema: PlainMap, place: ConditionPlace): ReadCondition {
  const { document, path, scope } = place;
  const data = PLAN_NODES[scope];
  const found = checkCondition({ schema, path, data, present: new Set() }, document);
  if (found.some(({ severity }) => severity === 'error')) return { fits: null, diagnostics: found };
  const problems = checkAgainstItsSchema(schema, place);
  if (problems.length > 0) return { fits: null, diagnostics: [...found, ...problems] };
  const compiled = compile(schema, place);
  return 'problem' in compiled
    ? { fits: null, diagnostics: [...found, compiled.problem] }
    : { fits: compiled.fits, diagnostics: found };
}

let shared: Ajv2020 | undefined;

/** What a schema names twice, or leaves to others, is no mistake in a condition; a word that nobody knows is. */
function ajv(): Ajv2020 {
  const lenient = { strictTypes: false, strictTuples: false, strictRequired: false };
  shared ??= new Ajv2020({ strict: true, ...lenient, logger: false });
  return shared;
}

function checkAgainstItsSchema(schema: PlainMap, { document, path }: ConditionPlace): readonly Diagnostic[] {
  if (ajv().validateSchema(schema) === true) return [];
  const [error] = ajv().errors ?? [];
  if (error === undefined) return [];
  const at = [...path, ...pathOf(error.instancePath)];
  const message = `${String(at.at(-1))} ${wordsOf(error)}`;
  return [
    document.diagnostic(at, {
      code: 'no_json_schema',
      message,
      hint: `${path.at(-1)} is a JSON Schema (2020-12)`,
    }),
  ];
}

function wordsOf({ keyword, params, message = 'is not right' }: ErrorObject): string {
  return keyword === 'enum' ? `must be one of ${params.allowedValues.join(', ')}` : message;
}

/** What is left: a `$ref` that leads nowhere, or to itself. */
function compile(
  schema: PlainMap,
  { document, path }: ConditionPlace,
): { readonly fits: (value: unknown) => boolean } | { readonly problem: Diagnostic } {
  try {
    const validate: ValidateFunction = ajv().compile(schema);
    // A definition that is nothing but itself ends here, and not in the middle of a plan.
    validate({});
    return { fits: (value) => validate(value) };
  } catch (error) {
    const message =
      error instanceof RangeError ? 'it refers to itself without an end' : String((error as Error).message);
    const words = { code: 'no_json_schema', message: `the JSON Schema cannot be used: ${message}` };
    return { problem: document.keyDiagnostic(path, words) };
  }
}
