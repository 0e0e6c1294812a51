/** XML 1.0 as text. It has no way to write control characters at all: they become visible signs. */
import { printable } from './printable.ts';

/** Content: text that is escaped already, or elements. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  content: readonly string[],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`)
    .join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`;
}

/** Lines below each other, each safe by itself. */
export function xmlText(lines: readonly string[]): string {
  return lines.map((line) => escaped(printable(line))).join('\n');
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** With every `>` a text ends no CDATA, and nothing else. */
function escaped(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd').replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
