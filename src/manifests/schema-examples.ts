import { stringify } from 'yaml';
import type { SchemaNode } from './schema-node.ts';

/** The documents that the schema of a kind gives as examples, as manifests are written. */
export function examplesIn({ examples = [] }: SchemaNode): readonly string[] {
  return examples.map((example) => stringify(example));
}
