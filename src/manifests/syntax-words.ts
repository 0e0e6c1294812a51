import { isAlias, isScalar, visit, type YAMLError, type Document as YamlDocument } from 'yaml';
import type { SourceFile } from './source-document.ts';

/** A mistake in the YAML itself, and the stretch of text that it is about. */
export interface SyntaxMistake {
  readonly code: 'duplicate_key' | 'yaml_syntax';
  readonly message: string;
  readonly hint: string | null;
  readonly start: number;
  readonly end: number;
}

/** A YAML error in words for somebody who has never read the specification. */
export function describeSyntaxError(
  file: SourceFile,
  document: YamlDocument,
  error: YAMLError,
): SyntaxMistake {
  const [start, end] = error.pos;
  if (error.code === 'DUPLICATE_KEY') return describeDuplicate(file, start);
  const unclosed = error.message.startsWith('Missing closing') ? findOpenQuote(document, start) : undefined;
  const words = wordsFor(error, file, start, end);
  return {
    code: 'yaml_syntax',
    hint: null,
    start: unclosed ?? start,
    end: unclosed === undefined ? end : unclosed + 1,
    ...words,
  };
}

/** Where an alias stands that toJS could not resolve. */
export function findAlias(document: YamlDocument, name: string): number | undefined {
  let start: number | undefined;
  visit(document, (_, node) => {
    if (start === undefined && isAlias(node) && node.source === name) start = node.range?.[0];
  });
  return start;
}

function describeDuplicate(file: SourceFile, start: number): SyntaxMistake {
  const key =
    /^(?:"[^"\n]*"|'[^'\n]*'|[^:\n]*)/.exec(file.source.text.slice(start, start + 200))?.[0].trimEnd() ?? '';
  const message = `the key ${key} stands here twice`;
  return { code: 'duplicate_key', message, hint: 'remove one of the two', start, end: start + key.length };
}

/** The parser notices a missing quote at the end of the file; a reader looks for the one that opened. */
function findOpenQuote(document: YamlDocument, end: number): number | undefined {
  let start: number | undefined;
  visit(document, (_, node) => {
    const range = isScalar(node) && node.type?.startsWith('QUOTE') ? node.range : undefined;
    if (range !== undefined && range !== null && range[2] >= end) start = range[0];
  });
  return start;
}

interface Words {
  readonly message: string;
  readonly hint?: string;
}

function wordsFor(error: YAMLError, file: SourceFile, start: number, end: number): Words {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab in the indentation', hint: 'YAML indents with spaces' };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'a key where none can be',
        hint: 'check the indentation, or quote a text with ": " in it',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `the tag ${file.source.text.slice(start, end)} means nothing here`,
        hint: 'remove it, or quote the text',
      };
    case 'NON_STRING_KEY':
      return { message: 'a key must be a string' };
    case 'BAD_SCALAR_START':
      return { message: sentence(error.message), hint: 'quote the text' };
    case 'UNEXPECTED_TOKEN':
      if (file.source.text.slice(start - 1, start + 1) !== '${') break;
      return { message: 'a placeholder between { and } must be quoted', hint: 'put it in double quotes' };
  }
  return wordsForMessage(error.message);
}

function wordsForMessage(text: string): Words {
  if (text.startsWith('Missing closing')) {
    return { message: 'a quote opens here and never closes', hint: 'end the text with the same quote' };
  }
  const bracket = /end with a (.)/.exec(text)?.[1];
  if (bracket !== undefined) {
    return { message: `a ${bracket} is missing before this line`, hint: 'close every bracket that opens' };
  }
  const items = /^All (mapping|sequence) items must start at the same column/.exec(text)?.[1];
  if (items === undefined) return { message: `YAML: ${sentence(text)}` };
  const what = items === 'mapping' ? 'the keys of one map' : 'the entries of one list';
  return { message: 'wrong indentation', hint: `${what} start in the same column` };
}

function sentence(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}
