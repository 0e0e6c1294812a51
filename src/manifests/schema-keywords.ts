/** The keywords of JSON Schema 2020-12 that a condition may use, by what they hold. */
import type { DocumentPath } from '../model/manifest.ts';
import { itemOf, type PlanNode, propertyOf } from './plan-node.ts';
import { isMap, type PlainMap } from './unreadable.ts';

/** One schema of a condition, and what of the plan it is held against. */
export interface SchemaPlace {
  readonly schema: PlainMap;
  readonly path: DocumentPath;
  /** Null where nobody knows: a definition may be used anywhere. */
  readonly data: PlanNode | null;
  /** Keys that are there for sure, since a schema around this one requires them. */
  readonly present: ReadonlySet<string>;
}

type Holds = 'value' | 'schema' | 'list' | 'map';

const VALUES =
  'type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength ' +
  'pattern minItems maxItems uniqueItems minContains maxContains minProperties maxProperties dependentRequired ' +
  '$ref $comment title description default examples';
const SCHEMAS =
  'not if then else items contains unevaluatedItems additionalProperties unevaluatedProperties propertyNames';
const LISTS = 'allOf anyOf oneOf prefixItems';
const MAPS = 'properties patternProperties dependentSchemas $defs';

const KEYWORDS: ReadonlyMap<string, Holds> = new Map(
  Object.entries({ value: VALUES, schema: SCHEMAS, list: LISTS, map: MAPS }).flatMap(([holds, names]) =>
    names.split(' ').map((name) => [name, holds as Holds] as const),
  ),
);

export const KEYWORD_NAMES: readonly string[] = [...KEYWORDS.keys()];

/** The schemas directly inside one. */
export function partsOf(place: SchemaPlace): readonly SchemaPlace[] {
  return Object.entries(place.schema).flatMap(([keyword, value]) => {
    const path = [...place.path, keyword];
    const part = (schema: unknown, step: DocumentPath, name: string): readonly SchemaPlace[] =>
      isMap(schema) ? [{ schema, path: [...path, ...step], ...surroundings(place, keyword, name) }] : [];
    switch (KEYWORDS.get(keyword)) {
      case 'schema':
        return part(value, [], '');
      case 'list':
        return Array.isArray(value) ? value.flatMap((one, index) => part(one, [index], '')) : [];
      case 'map':
        return isMap(value) ? Object.entries(value).flatMap(([name, one]) => part(one, [name], name)) : [];
      default:
        return [];
    }
  });
}

const NONE: ReadonlySet<string> = new Set();

function surroundings(
  { schema, data, present }: SchemaPlace,
  keyword: string,
  name: string,
): Pick<SchemaPlace, 'data' | 'present'> {
  if (keyword === '$defs' || keyword === 'propertyNames' || data === null)
    return { data: null, present: NONE };
  if (keyword === 'properties' || keyword === 'patternProperties')
    return { data: propertyOf(data, name), present: NONE };
  if (keyword.endsWith('Properties')) return { data: propertyOf(data, ''), present: NONE };
  if (/items|contains/i.test(keyword)) return { data: itemOf(data), present: NONE };
  // What is left is held against the same value: allOf, if, not and the like.
  const condition = keyword === 'then' && isMap(schema.if) ? requiredBy(schema.if) : [];
  const own = keyword === 'dependentSchemas' ? [name] : [];
  return { data, present: new Set([...present, ...requiredBy(schema), ...condition, ...own]) };
}

export function requiredBy({ required }: PlainMap): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}
