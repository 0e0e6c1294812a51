import { parseDocument } from 'yaml';
import type { Json } from '../../model/json.ts';

/** A value as YAML reads it: `3` is a number, `"3"` a text, `[a, b]` a list. What is no YAML is a text. */
export function readValue(text: string): Json {
  if (text.trim() === '') return text;
  const document = parseDocument(text, { stringKeys: true, prettyErrors: false, logLevel: 'silent' });
  const isValue = document.errors.length + document.warnings.length === 0 && document.comment == null;
  try {
    return isValue ? (document.toJS({ maxAliasCount: 0 }) as Json) : text;
  } catch {
    return text;
  }
}
