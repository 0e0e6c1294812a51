/** Keys that are required only sometimes. The schemas say so once, for a whole document: `if` and `else`. */

import { isJsonObject, kindSchema } from '../manifests/schema-documents.ts';
import type { SchemaNode } from '../manifests/schema-node.ts';
import type { KindName } from '../manifests/schemas.ts';

/** `yes, unless metadata.lifecycle.manage is observe`; undefined where no condition asks for the key. */
export function conditionOf(kind: KindName, path: readonly string[]): string | undefined {
  const { if: condition, else: otherwise } = kindSchema(kind) as {
    readonly if?: unknown;
    readonly else?: SchemaNode;
  };
  const parent = path.slice(0, -1);
  const at = parent.reduce<SchemaNode | undefined>((node, step) => node?.properties?.[step], otherwise);
  if (at?.required?.includes(path.at(-1) ?? '') !== true) return undefined;
  return `yes, unless ${inWords(condition, [])}`;
}

/** The one value that a condition looks at. */
function inWords(condition: unknown, path: readonly string[]): string | undefined {
  if (!isJsonObject(condition)) return undefined;
  if (condition.const !== undefined) return `${path.join('.')} is ${String(condition.const)}`;
  const { properties } = condition;
  if (!isJsonObject(properties)) return undefined;
  return Object.entries(properties)
    .map(([key, value]) => inWords(value, [...path, key]))
    .find((words) => words !== undefined);
}
