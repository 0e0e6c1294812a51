import { isDeepStrictEqual } from 'node:util';
import { Lexer, visit, type Document as YamlDocument } from 'yaml';
import { composeDocuments } from '../compose-documents.ts';
import { MAX_ALIASES } from '../parse-documents.ts';

export function compose(text: string): readonly YamlDocument[] {
  return composeDocuments(text).documents;
}

/**
 * Whether two texts say the same: the same values, by the same anchors and aliases, with the same comments.
 * @throws where an alias stands before its anchor
 */
export function means(left: string, right: string): boolean {
  const documents = compose(left);
  if (documents.some(({ errors, warnings }) => errors.length + warnings.length > 0)) return false;
  return (
    isDeepStrictEqual(documents.map(writtenIn), compose(right).map(writtenIn)) &&
    isDeepStrictEqual(commentsOf(left), commentsOf(right))
  );
}

/** The value, and what of its writing is no layout: anchors, aliases and tags, in no particular order. */
function writtenIn(document: YamlDocument): unknown {
  const names: string[] = [];
  visit(document, {
    Alias: (_, { source }) => void names.push(`*${source}`),
    Value: (_, { anchor, tag }) => void names.push(`&${anchor} ${tag}`),
  });
  return [document.toJS({ maxAliasCount: MAX_ALIASES }), names.sort()];
}

/** A lexer's sign says that a scalar follows, which may begin with # as well. */
const SCALAR = '\u001f';

function commentsOf(text: string): readonly string[] {
  const lexemes = [...new Lexer().lex(text)];
  return lexemes
    .filter((lexeme, index) => lexeme.startsWith('#') && lexemes[index - 1] !== SCALAR)
    .map((comment) => comment.trimEnd())
    .sort();
}
