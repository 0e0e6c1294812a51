import { resolved, type SchemaNode } from '../../src/manifests/schema-node.ts';

/** What a value is, in words: `string`, `list of maps`, `integer or null`. */
export function typeOf(root: SchemaNode, node: SchemaNode): string {
  const types = [...new Set(typesOf(root, node))];
  return [...types.filter((type) => type !== 'null'), ...types.filter((type) => type === 'null')].join(
    ' or ',
  );
}

function typesOf(root: SchemaNode, written: SchemaNode): readonly string[] {
  const node = resolved(root, written);
  const { type, enum: values, oneOf = [], anyOf = [] } = node;
  if (type !== undefined) return [type].flat().map((one) => inWords(one, root, node));
  if (node.const !== undefined) return [wordFor(node.const)];
  if (values !== undefined) return values.map(wordFor);
  const branches = [...oneOf, ...anyOf].flatMap((branch) => typesOf(root, branch));
  return branches.length === 0 ? ['any'] : branches;
}

function inWords(type: string, root: SchemaNode, { items, additionalProperties }: SchemaNode): string {
  if (type === 'array') return `list${items === undefined ? '' : ofMany(root, items)}`;
  if (type !== 'object') return type;
  return `map${typeof additionalProperties === 'object' ? ofMany(root, additionalProperties) : ''}`;
}

function ofMany(root: SchemaNode, node: SchemaNode): string {
  const types = [...new Set(typesOf(root, node))];
  return types.includes('any') ? '' : ` of ${types.map((type) => type.replace(/^\w+/, '$&s')).join(' or ')}`;
}

function wordFor(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : typeof value;
}
