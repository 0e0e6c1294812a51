import type { YAMLError, Document as YamlDocument } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { UnreadableManifest } from '../model/manifest.ts';
import { composeDocuments } from './compose-documents.ts';
import { locateRange, SourceDocument, type SourceFile, type Start } from './source-document.ts';
import { describeSyntaxError, findAlias } from './syntax-words.ts';
import { unreadableFrom } from './unreadable.ts';

export interface ParsedFile {
  readonly documents: readonly SourceDocument[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** No manifest is deeper or bigger than this; an attack or an accident is. */
const MAX_DEPTH = 32;
const MAX_VALUES = 100_000;
export const MAX_ALIASES = 1000;
const TOO_DEEP = `the document is nested more than ${MAX_DEPTH} levels deep`;

/** Reads every document of a file. Whatever the text, the answer is a value: nothing is thrown. */
export function parseDocuments(file: SourceFile): ParsedFile {
  const composed = composeSafely(file);
  if ('problem' in composed) return refuse(file, composed.problem, composed.start ?? 0);
  let start: Start = { offset: 0, line: 1, column: 1 };
  const parsed = composed.map((document, index) => {
    start = startOf(document, file.source.text, start);
    return readDocument(file, document, { index, start });
  });
  const [only] = parsed;
  if (only !== undefined && parsed.length === 1) return only;
  return {
    documents: parsed.flatMap(({ documents }) => documents),
    unreadable: parsed.flatMap(({ unreadable }) => unreadable),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
  };
}

function composeSafely(file: SourceFile): readonly YamlDocument[] | Problem {
  try {
    const { documents, tooDeepAt } = composeDocuments(file.source.text);
    return tooDeepAt === null ? documents : { problem: TOO_DEEP, start: tooDeepAt };
  } catch {
    return { problem: 'the document cannot be read as YAML' };
  }
}

interface DocumentPlace {
  readonly index: number;
  readonly start: Start;
}

function readDocument(file: SourceFile, document: YamlDocument, place: DocumentPlace): ParsedFile {
  const errors = [...significantErrors(document), ...document.warnings];
  const content = readContent(document);
  if (errors.length > 0) {
    const diagnostics = errors.map((error) => syntaxDiagnostic(file, document, error));
    return {
      documents: [],
      unreadable: [unreadableFrom('value' in content ? content.value : null)],
      diagnostics,
    };
  }
  if ('problem' in content) {
    return refuse(file, content.problem, content.start ?? document.contents?.range?.[0] ?? 0);
  }
  const isEmpty = content.value === null;
  return {
    documents: isEmpty ? [] : [new SourceDocument({ file, value: content.value, ...place })],
    unreadable: [],
    diagnostics: [],
  };
}

/** Where its content begins. The lines are counted from where an earlier document does, and not kept for all files. */
function startOf({ contents, range }: YamlDocument, text: string, before: Start): Start {
  const offset = contents?.range?.[0] ?? range?.[0] ?? before.offset;
  let { line } = before;
  let lineStart = before.offset - before.column + 1;
  for (
    let end = text.indexOf('\n', lineStart);
    end !== -1 && end < offset;
    end = text.indexOf('\n', lineStart)
  ) {
    line += 1;
    lineStart = end + 1;
  }
  return { offset, line, column: offset - lineStart + 1 };
}

function refuse(file: SourceFile, message: string, start: number): ParsedFile {
  const located = locateRange(file, start, start + 1);
  const words = { code: 'yaml_content', message, hint: null, address: null };
  return {
    documents: [],
    unreadable: [unreadableFrom(undefined)],
    diagnostics: [{ severity: 'error', ...words, ...located }],
  };
}

/** One mistake makes the parser stumble more than once: the first error counts, and every repeated key. */
function significantErrors(document: YamlDocument): readonly YAMLError[] {
  const syntax = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  return syntax === undefined ? document.errors : [syntax];
}

function syntaxDiagnostic(file: SourceFile, document: YamlDocument, error: YAMLError): Diagnostic {
  const { code, message, hint, start, end } = describeSyntaxError(file, document, error);
  return { severity: 'error', code, message, hint, address: null, ...locateRange(file, start, end) };
}

interface Problem {
  readonly problem: string;
  /** Where, when it is known. */
  readonly start?: number | undefined;
}

function readContent(document: YamlDocument): { readonly value: unknown } | Problem {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const problem = findUnusable(value, { left: MAX_VALUES }, 0);
    return problem === undefined ? { value } : { problem };
  } catch (error) {
    const alias = error instanceof Error ? /^Unresolved alias .*: (.*)$/.exec(error.message)?.[1] : undefined;
    if (alias === undefined) return { problem: 'the aliases multiply into too many values' };
    return {
      problem: `the alias *${alias} has no anchor &${alias} before it`,
      start: findAlias(document, alias),
    };
  }
}

/** Why a value is no JSON of a sensible size; aliases can make it endless. */
function findUnusable(value: unknown, budget: { left: number }, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  budget.left--;
  if (budget.left < 0) return `the document has more than ${MAX_VALUES.toLocaleString('en')} values`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    return 'the document holds a value that is neither a string, a number, true, false, a list nor a map';
  }
  for (const item of Object.values(value)) {
    const problem = findUnusable(item, budget, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
