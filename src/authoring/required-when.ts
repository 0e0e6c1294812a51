/** Keys that are required only sometimes. The schemas say so once, for a whole document: `if` and `else`. */

import type { SchemaNode } from '../manifests/schema-node.ts';
import { isMap } from '../manifests/unreadable.ts';

/** `yes, unless metadata.lifecycle.manage is observe`; undefined where no condition asks for the key. */
export function conditionOf(schema: SchemaNode, path: readonly string[]): string | undefined {
  const { if: condition, else: otherwise } = schema;
  const parent = path.slice(0, -1);
  const at = parent.reduce<SchemaNode | undefined>((node, step) => node?.properties?.[step], otherwise);
  if (at?.required?.includes(path.at(-1) ?? '') !== true) return undefined;
  return `yes, unless ${inWords(condition, [])}`;
}

/** The one value that a condition looks at. */
function inWords(condition: unknown, path: readonly string[]): string | undefined {
  if (!isMap(condition)) return undefined;
  if (condition.const !== undefined) return `${path.join('.')} is ${String(condition.const)}`;
  const { properties } = condition;
  if (!isMap(properties)) return undefined;
  return Object.entries(properties)
    .map(([key, value]) => inWords(value, [...path, key]))
    .find((words) => words !== undefined);
}
