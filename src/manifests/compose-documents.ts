import { Composer, Lexer, Parser, type Document as YamlDocument } from 'yaml';

export interface Composed {
  readonly documents: readonly YamlDocument[];
  /** Where the text became too deep to go on; null when it was read to its end. */
  readonly tooDeepAt: number | null;
}

/** About four of the parser's own levels make one of ours. */
const MAX_PARSER_LEVELS = 200;

/**
 * What `parseAllDocuments` does, with a limit on nesting. The last step of the package is recursive: some thousand
 * open brackets take it minutes, or end the process in a way that nothing can catch. The parser before it is not,
 * and knows how deep it is after every token.
 */
export function composeDocuments(text: string): Composed {
  const parser = new Parser();
  const composer = new Composer({ prettyErrors: false, stringKeys: true, logLevel: 'silent' });
  const documents: YamlDocument[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    offset += isMarker(lexeme) ? 0 : lexeme.length;
    if (parser.stack.length > MAX_PARSER_LEVELS) return { documents: [], tooDeepAt: offset - 1 };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return { documents, tooDeepAt: null };
}

/** The lexer's own signs (start of a document, a scalar follows, the end of flow) take no room in the text. */
function isMarker(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
}
