import { resolved, type SchemaNode } from '../../src/manifests/schema-node.ts';
import { list, overview, sections } from './key-sections.ts';
import { page, prose } from './markdown.ts';
import { keysIn, type SchemaKey } from './schema-keys.ts';

export interface OutputSchema extends SchemaNode {
  readonly title: string;
  readonly description: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** What Muleteer writes for programs. */
export function outputPage(schema: OutputSchema, file: string): string {
  const apart = usedTwice(schema);
  const { oneOf = [] } = schema;
  return page([
    `# ${schema.title}`,
    prose(schema.description),
    `The schema: [${file}](../../../schemas/${file}).`,
    ...(oneOf.length === 0 ? oneShape(keysIn(schema, apart)) : shapes(schema, apart)),
    ...apart.flatMap((name) => {
      const definition = { ...schema.$defs?.[name], $defs: schema.$defs };
      return [`## ${name}`, prose(definition.description ?? ''), flat(keysIn(definition, apart))];
    }),
  ]);
}

function oneShape(keys: readonly SchemaKey[]): readonly string[] {
  const note = 'A key below a map is there where the map is there.';
  return ['## Keys', overview(keys, 'Always there'), note, ...sections(keys, 2)];
}

/** Alternatives that are told apart by a key: what they share is said once. */
function shapes(schema: OutputSchema, apart: readonly string[]): readonly string[] {
  const all = (schema.oneOf ?? []).map((branch) => {
    const shape = resolved(schema, branch);
    return { shape, keys: keysIn({ ...shape, $defs: schema.$defs } as SchemaNode, apart) };
  });
  const sameEverywhere = (key: SchemaKey): boolean =>
    all.every(({ keys }) => keys.some((other) => JSON.stringify(other) === JSON.stringify(key)));
  const [{ keys: some } = { keys: [] }] = all;
  const shared = some.filter(sameEverywhere);
  const known = new Set(shared.map(({ shown }) => shown));
  return [
    '## In all of them',
    flat(shared),
    ...all.flatMap(({ shape, keys }) => {
      const [key = '', name = ''] = markOf(shape, known);
      const own = keys.filter(({ shown }) => shown !== key && !known.has(shown));
      return [`## ${name}`, prose(shape.description ?? ''), flat(own)];
    }),
  ];
}

/** The key, and its value, that an alternative is known by. */
function markOf({ properties = {} }: SchemaNode, shared: ReadonlySet<string>): readonly string[] {
  const marks = Object.entries(properties).filter(
    ([key, one]) => one.const !== undefined && !shared.has(key),
  );
  return marks.map(([key, one]) => [key, String(one.const)])[0] ?? [];
}

/** Without headings for the maps. */
function flat(keys: readonly SchemaKey[]): string {
  const plain = keys.map((key) => {
    const missing = key.required === 'yes' ? '' : ' Not always there.';
    return { ...key, description: `${key.description}${missing}`, section: '', hasHeading: false };
  });
  return list(plain, '');
}

/** Maps that stand in several places. */
function usedTwice(schema: OutputSchema): readonly string[] {
  const references = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name = '']) => name);
  return Object.entries(schema.$defs ?? {})
    .filter(([name, { properties }]) => {
      return properties !== undefined && references.filter((one) => one === name).length > 1;
    })
    .map(([name]) => name);
}
