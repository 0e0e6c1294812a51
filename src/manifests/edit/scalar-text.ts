/** Values as YAML text, for a place in a document that is there already. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Json } from '../../model/json.ts';

/** Where a text goes: between brackets more signs mean something. */
export type Context = 'block' | 'flow';

/** How a text is quoted. A style that cannot hold it gives way to double quotes. */
export type Quotes = 'plain' | 'single' | 'double';

/** One line, whatever the value is. */
export function valueText(value: Json, context: Context, quotes: Quotes = 'plain'): string {
  if (typeof value === 'string') return stringText(value, context, quotes);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => valueText(item, 'flow')).join(', ')}]`;
  const pairs = Object.entries(value).map(
    ([key, item]) => `${stringText(key, 'flow', 'plain')}: ${valueText(item as Json, 'flow')}`,
  );
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function stringText(text: string, context: Context, quotes: Quotes): string {
  if (quotes === 'plain' && isPlain(text, context)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they need an escape, which single quotes do not have
  if (quotes === 'single' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Words that YAML 1.1, which other tools still read, takes for true and false. */
const OLD_BOOLEAN = /^(?:y|n|yes|no|on|off)$/i;

/** Whether YAML reads the very same text without quotes: as a value and as a key. */
function isPlain(text: string, context: Context): boolean {
  if (OLD_BOOLEAN.test(text) || /[\r\n]/.test(text)) return false;
  const asKey = parseDocument(context === 'flow' ? `{ ${text}: 1 }` : `${text}: 1`, QUIET);
  const asValue = parseDocument(context === 'flow' ? `[${text}, 1]` : `- ${text}\n- 1`, QUIET);
  if (asKey.errors.length > 0 || asValue.errors.length > 0 || asValue.comment != null) return false;
  const { contents } = asValue;
  if (!isMap(asKey.contents) || !isSeq(contents) || contents.items.length !== 2) return false;
  const [item] = contents.items;
  const [pair] = asKey.contents.items;
  return (
    isScalar(item) && item.value === text && !item.anchor && isScalar(pair?.key) && pair.key.value === text
  );
}

const QUIET = { prettyErrors: false, logLevel: 'silent' } as const;
