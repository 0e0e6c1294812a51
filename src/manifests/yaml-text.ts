import { stringify } from 'yaml';
import type { Json } from '../model/json.ts';

/** A value as YAML, block style, ending with a newline. Long texts stay on their line. */
export function yamlText(value: Json): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
