/**
 * What can be said against the condition of a policy before any plan is there. A JSON Schema fits whatever it does
 * not speak of, so that a mistyped key, or one that may be missing, makes a rule that never holds, or always does.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { lacks, mayBeNull } from './plan-node.ts';
import { KEYWORD_NAMES, partsOf, requiredBy, type SchemaPlace } from './schema-keywords.ts';
import type { DiagnosticWords, SourceDocument } from './source-document.ts';
import { isMap } from './unreadable.ts';

export function checkCondition(place: SchemaPlace, document: SourceDocument): readonly Diagnostic[] {
  return [
    ...checkKeywords(place, document),
    ...checkPatterns(place, document),
    ...checkNames(place, document),
    ...checkNull(place, document),
    ...partsOf(place).flatMap((part) => checkCondition(part, document)),
  ];
}

function checkKeywords({ schema, path }: SchemaPlace, document: SourceDocument): readonly Diagnostic[] {
  return Object.keys(schema)
    .filter((keyword) => !KEYWORD_NAMES.includes(keyword))
    .map((keyword) => {
      const message = `unknown keyword ${keyword} in a JSON Schema`;
      const hint = didYouMean(keyword, KEYWORD_NAMES) ?? 'docs/policies.md lists those that conditions take';
      return document.keyDiagnostic([...path, keyword], { code: 'unknown_keyword', message, hint });
    });
}

function checkPatterns({ schema, path }: SchemaPlace, document: SourceDocument): readonly Diagnostic[] {
  const names = isMap(schema.patternProperties) ? Object.keys(schema.patternProperties) : [];
  return [
    ...(typeof schema.pattern === 'string' && !isPattern(schema.pattern)
      ? [document.diagnostic([...path, 'pattern'], noPattern(schema.pattern))]
      : []),
    ...names
      .filter((name) => !isPattern(name))
      .map((name) => document.keyDiagnostic([...path, 'patternProperties', name], noPattern(name))),
  ];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function noPattern(text: string): DiagnosticWords {
  const hint = 'a pattern is a regular expression; \\ stands before signs that mean themselves';
  return { code: 'wrong_pattern', message: `${text} is not a regular expression`, hint };
}

/** Keys that the plan does not have, and keys that a change may lack. */
function checkNames({ schema, path, data, present }: SchemaPlace, document: SourceDocument) {
  if (data === null) return [];
  const required = requiredBy(schema);
  const named = isMap(schema.properties) ? Object.keys(schema.properties) : [];
  const certain = new Set([...present, ...required, ...(data.required ?? [])]);
  return [
    ...named.flatMap((name): readonly Diagnostic[] => {
      const words = lacks(data, name) ? noSuchKey(name, Object.keys(data.properties ?? {})) : undefined;
      if (words === undefined && certain.has(name)) return [];
      return [document.keyDiagnostic([...path, 'properties', name], words ?? mayBeMissing(name))];
    }),
    ...required.flatMap((name, index): readonly Diagnostic[] =>
      lacks(data, name)
        ? [
            document.diagnostic(
              [...path, 'required', index],
              noSuchKey(name, Object.keys(data.properties ?? {})),
            ),
          ]
        : [],
    ),
  ];
}

function noSuchKey(name: string, known: readonly string[]): DiagnosticWords {
  const hint = didYouMean(name, known) ?? `there is ${known.join(', ')}`;
  return { code: 'unknown_plan_key', message: `the JSON plan has no ${name} here`, hint };
}

function mayBeMissing(name: string): DiagnosticWords {
  return {
    severity: 'warning',
    code: 'fits_without_key',
    message: `a change without ${name} fits this as well`,
    hint: `add required: [${name}] beside properties`,
  };
}

/** `before` of what is created, `after` of what is deleted: keywords about keys say nothing of null. */
function checkNull({ schema, path, data }: SchemaPlace, document: SourceDocument): readonly Diagnostic[] {
  const keyword = ['properties', 'required'].find((one) => one in schema);
  if (data === null || !mayBeNull(data) || keyword === undefined || 'type' in schema) return [];
  const name = String(path.at(-1));
  return [
    document.keyDiagnostic([...path, keyword], {
      severity: 'warning',
      code: 'fits_null',
      message: `a change whose ${name} is null fits this as well`,
      hint: `add type: object beside ${keyword}`,
    }),
  ];
}
