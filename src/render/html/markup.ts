/**
 * HTML that escapes by default. Everything put into a template is text, unless it is markup made by a template
 * itself, so that a name from a service cannot become an element. The one way past is `trusted`, for our own styles
 * and script.
 */
import { printable } from '../printable.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** False and null leave nothing behind. */
export type Part = Markup | string | number | false | null | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings.map((text, index) => (index === 0 ? text : `${written(parts[index - 1])}${text}`)).join(''),
  );
}

/** Only for constants of this program. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function written(part: Part | undefined): string {
  if (part === undefined || part === false || part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fit for text and for quoted attributes. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
