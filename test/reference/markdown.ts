/** Words of schemas and of the command line as Markdown. */

/** Prose in which nothing is mistaken for a mark; what stands between backticks, and a placeholder, is code. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`|"?\$\{[^}]*\}"?)/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/[\\*<>[\]|]/g, '\\$&') : codeOnce(part)))
    .join('');
}

function codeOnce(text: string): string {
  return text.startsWith('`') ? text : code(text);
}

export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** @param rows cells that are Markdown already */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Code in a cell: a bar there ends the cell, also between backticks. */
export function cellCode(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** An entry of a list: what it is about, then a line for each thing that there is to say of it. */
export function entry(head: string, lines: readonly string[]): string {
  const [first, ...rest] = [head, ...lines.filter((line) => line !== '')];
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)].join('  \n');
}

/** A sentence of a flag or a command, which have no full stops. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Where GitHub puts the anchor of a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Blocks of a page, with a blank line between them. */
export function page(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
