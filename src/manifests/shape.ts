import type { Diagnostic } from '../model/diagnostic.ts';
import { findClosest } from '../model/did-you-mean.ts';
import type { DocumentPath } from '../model/manifest.ts';
import type { KindName } from './schemas.ts';
import { findShapeErrors, type ShapeError } from './shape-errors.ts';
import type { SchemaNode } from './shape-mistake.ts';
import { describeShapeError } from './shape-words.ts';
import type { ManifestDocument } from './source-document.ts';

export interface ShapeQuestion {
  readonly document: ManifestDocument;
  readonly kind: KindName;
  /** The document with its placeholders filled in. */
  readonly value: unknown;
  /** Places (JSON pointers) that nothing can be said about yet. */
  readonly unknownAt: ReadonlySet<string>;
}

/**
 * Checks a document against its kind's schema. The validator reports one mistake several times (each branch of an
 * alternative; a mistyped key as both unknown and missing): here each becomes one diagnostic.
 */
export function checkShape(question: ShapeQuestion): readonly Diagnostic[] {
  const errors = findShapeErrors(question.kind, question.value);
  if (errors.length === 0) return [];
  const groups = new Map<string, ShapeError[]>();
  const unclear = isManageUnclear(errors);
  for (const error of errors) {
    if (!isSignificant(error, question) || (unclear && isConditional(error))) continue;
    groups.set(error.instancePath, [...(groups.get(error.instancePath) ?? []), error]);
  }
  return [...groups.values()]
    .flatMap(withoutConsequences)
    .map((error) => describeShapeError(error, pathOf(error.instancePath), question));
}

/**
 * Errors inside the branches of an alternative only repeat what the alternative itself says, and those about a type
 * inside a condition what stands outside.
 */
function isSignificant(error: ShapeError, question: ShapeQuestion): boolean {
  if (error.keyword === 'if' || (error.keyword === 'type' && isConditional(error))) return false;
  return !/\/(oneOf|not)\/\d*\/?/.test(error.schemaPath) && !question.unknownAt.has(error.instancePath);
}

/** What is required only of a resource that is ours to change: `manage: observe` needs no spec. */
function isConditional(error: ShapeError): boolean {
  return error.schemaPath.startsWith('#/else/');
}

/** With a mistake on the way to `manage`, nobody can tell what the document has to say. */
function isManageUnclear(errors: readonly ShapeError[]): boolean {
  return errors.some((error) => {
    if (error.instancePath === '/metadata/lifecycle/manage') return true;
    if (error.instancePath === '/metadata/lifecycle' && error.keyword === 'type') return true;
    const next = { '/metadata': 'lifecycle', '/metadata/lifecycle': 'manage' }[error.instancePath];
    return next !== undefined && error.keyword === 'additionalProperties' && meantKey(error) === next;
  });
}

const COMBINATIONS = ['dependentRequired', 'oneOf', 'minProperties', 'maxProperties'];

/** Of the errors at one place, those that are not the consequence of another. */
function withoutConsequences(errors: readonly ShapeError[]): readonly ShapeError[] {
  const type = errors.find((error) => error.keyword === 'type' || error.keyword === 'not');
  if (type !== undefined) return [type];
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  const meant = new Set(unknown.map(meantKey));
  const combination = COMBINATIONS.map((keyword) => errors.find((error) => error.keyword === keyword)).find(
    (error) => error !== undefined && !isExplained(error, meant, unknown.length > 0),
  );
  const rest = errors.filter((error) => !COMBINATIONS.includes(error.keyword));
  return [...rest, combination].filter(
    (error): error is ShapeError => error !== undefined && !isMissingButMeant(error, meant),
  );
}

/** The key that an unknown one was probably meant to be. */
function meantKey(error: ShapeError): string | undefined {
  const { properties = {} } = (error.parentSchema ?? {}) as SchemaNode;
  return findClosest(String(error.params.additionalProperty), Object.keys(properties));
}

function isMissingButMeant(error: ShapeError, meant: ReadonlySet<string | undefined>): boolean {
  return error.keyword === 'required' && meant.has(String(error.params.missingProperty));
}

function isExplained(
  error: ShapeError,
  meant: ReadonlySet<string | undefined>,
  hasUnknown: boolean,
): boolean {
  if (error.keyword === 'dependentRequired') return meant.has(String(error.params.missingProperty));
  if (error.keyword === 'maxProperties') return hasUnknown;
  const branches = (error.parentSchema as SchemaNode | undefined)?.oneOf ?? [];
  return branches.some(({ required = [] }) => required.some((key) => meant.has(key)));
}

export function pathOf(pointer: string): DocumentPath {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}
