import { isAbsolute } from 'node:path';
import { commandWords } from './command-words.ts';

/**
 * The small language inside strings: `${env:NAME}`, `${file:PATH}`, `${exec:COMMAND}`, `${value:NAME}`, and `$${` for
 * a literal `${`. Several may stand in one string.
 */
export type PlaceholderSource = 'env' | 'file' | 'exec' | 'value';

export type TextPart =
  | { readonly type: 'literal'; readonly text: string }
  | {
      readonly type: 'placeholder';
      readonly source: PlaceholderSource;
      readonly name: string;
      readonly text: string;
    }
  | { readonly type: 'mistake'; readonly text: string; readonly message: string; readonly hint: string };

const SOURCES: readonly string[] = ['env', 'file', 'exec', 'value'] satisfies readonly PlaceholderSource[];
const KNOWN =
  'known are ${env:NAME}, ${file:PATH}, ${exec:COMMAND} and ${value:NAME}; $${ stands for a plain ${';
const TOKEN = /\$\$\{|\$\{([^}]*)(\}?)/g;

export function hasPlaceholder(text: string): boolean {
  return text.includes('${');
}

/** Splits a string into what stands as it is and what is filled in. */
export function parsePlaceholders(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) parts.push({ type: 'literal', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    parts.push(partOf(match[0], match[1], match[2]));
  }
  if (end < text.length) parts.push({ type: 'literal', text: text.slice(end) });
  return parts;
}

function partOf(token: string, inner: string | undefined, brace: string | undefined): TextPart {
  if (inner === undefined) return { type: 'literal', text: '${' };
  if (brace === '') return mistake(token, `the placeholder ${token} has no closing }`);
  const colon = inner.indexOf(':');
  const source = colon === -1 ? '' : inner.slice(0, colon);
  const name = inner.slice(colon + 1);
  if (!isSource(source)) return mistake(token, `unknown placeholder ${token}`);
  if (name.trim() === '') return mistake(token, `the placeholder ${token} names nothing`);
  return (
    (source === 'exec' ? commandMistake(token, name) : null) ?? {
      type: 'placeholder',
      source,
      name,
      text: token,
    }
  );
}

function commandMistake(token: string, command: string): TextPart | null {
  const words = commandWords(command);
  if (words === null)
    return mistake(
      token,
      `${token} has a quote without its end`,
      'quotes keep blanks together, and nothing else',
    );
  const [program = ''] = words;
  if (!/[/\\]/.test(program) || isAbsolute(program)) return null;
  const hint = 'its name alone, or its whole path: what a repository brings along is not run';
  return mistake(token, `${token} names its program by a path of the repository`, hint);
}

function mistake(text: string, message: string, hint = KNOWN): TextPart {
  return { type: 'mistake', text, message, hint };
}

function isSource(word: string): word is PlaceholderSource {
  return SOURCES.includes(word);
}
