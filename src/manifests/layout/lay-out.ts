/**
 * Manifests in one layout: two spaces, keys in the order of the schemas, no blanks at the ends of lines. Comments,
 * quotes, anchors, placeholders and the blank lines between documents stay. A new layout is taken only if it reads as
 * the same values with the same comments, and is its own layout; else the document stays as it is.
 */
import { isMap, visit, type YAMLMap, type Document as YamlDocument } from 'yaml';
import { KIND_NAMES, kindSchema } from '../schema-documents.ts';
import { arrangeKeys, ENVELOPE, openBlocks, sortKeys } from './arrange-keys.ts';
import { compose, means } from './meaning.ts';

export interface LaidOut {
  readonly text: string;
  /** How many documents of it are ours. */
  readonly manifests: number;
  /** The lines of documents that could not be laid out safely, and stay as they are. */
  readonly left: readonly number[];
}

/** @param text a file without mistakes of syntax; documents in it that are not ours are not touched */
export function layOut(text: string): LaidOut {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const source = text.slice(mark.length).replaceAll('\r\n', '\n');
  const documents = compose(source).filter(isOurs);
  const { result, left } = layOutAll(source, documents);
  const whole = settled(result, (one) => layOutAll(one, compose(one).filter(isOurs)).result);
  // What is fine already keeps its bytes, mixed line ends included.
  if (whole === source) return { text, manifests: documents.length, left };
  if (whole === undefined || !means(whole, source)) return { text, manifests: documents.length, left: [1] };
  return { text: mark + withLineEnds(whole, text), manifests: documents.length, left };
}

function withLineEnds(text: string, former: string): string {
  return former.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

function layOutAll(
  source: string,
  documents: readonly YamlDocument[],
): { readonly result: string; readonly left: readonly number[] } {
  const left: number[] = [];
  let result = '';
  let done = 0;
  for (const { contents } of documents) {
    const [first = 0, , last = 0] = contents?.range ?? [];
    const start = lineStart(source, first);
    const end = last - belowAll(source.slice(start, last)).length;
    const body = layOutBody(source.slice(start, end));
    if (body === undefined) left.push(source.slice(0, first).split('\n').length);
    result += body === undefined ? source.slice(done, end) : lead(source.slice(done, start)) + body;
    done = end;
  }
  const rest = source.slice(done);
  const isLast = done > 0 && rest.trim() === '';
  return { result: isLast ? endOnce(result + rest) : result + rest, left };
}

/** One line end at the end, but for those that are a part of the last text. */
function endOnce(text: string): string {
  const trimmed = `${text.trimEnd()}\n`;
  return trimmed === text || means(trimmed, text) ? trimmed : text;
}

/** Whether a document is a manifest. */
function isOurs({ contents }: YamlDocument): boolean {
  return isMap(contents) && /^muleteer\//.test(String(contents.get('apiVersion')));
}

/** Of the first line also its indentation, without which the others would be deeper. */
function lineStart(source: string, at: number): number {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  return source.slice(start, at).trim() === '' ? start : at;
}

/** Comments without indentation at the end are about no key: the parser takes them for the last one's. */
function belowAll(body: string): string {
  const tail = /(?<=\n)(?:#.*\n|[ \t]*\n)*(?:#.*)?$/.exec(body)?.[0] ?? '';
  // Blank lines alone may be a part of the last text.
  return tail.includes('#') ? tail : '';
}

/** What stands above a document's first key: `---` and comments, each line without blanks at its end. */
function lead(text: string): string {
  const own = Math.max(text.lastIndexOf('\n---'), 0);
  // Before it there may be documents of others.
  const clean = text.slice(0, own) + text.slice(own).replace(/[ \t]+(?=\n|$)/g, '');
  return clean === '' || clean.endsWith('\n') ? clean : `${clean}\n`;
}

function layOutBody(text: string): string | undefined {
  // Where the keys cannot be arranged, the rest still can.
  return attempt(text, arrange) ?? attempt(text, () => {});
}

type Change = (root: YAMLMap, text: string) => void;

function attempt(text: string, change: Change): string | undefined {
  const end = /\s*$/.exec(text)?.[0].replaceAll(/[ \t]/g, '') ?? '';
  try {
    const result = settled(text, (one) => print(one, change).trimEnd() + end);
    return result !== undefined && means(result, text) ? result : undefined;
  } catch {
    // An alias would stand before its anchor.
    return undefined;
  }
}

/** The parser may need a second look at what it wrote itself; a layout that goes on changing is none. */
function settled(text: string, step: (text: string) => string): string | undefined {
  let last = text;
  for (let round = 0; round < 3; round++) {
    const next = step(last);
    if (next === last) return next;
    last = next;
  }
  return undefined;
}

function print(text: string, change: Change): string {
  const [document] = compose(text);
  if (document === undefined || !isMap(document.contents)) return text;
  openBlocks(document.contents, text);
  change(document.contents, text);
  return closeLists(document.toString({ indent: 2, indentSeq: true, lineWidth: 0, directives: false }));
}

/** The package writes blanks inside all brackets or none; we want them in `{ a: b }`, and not in `[a, b]`. */
function closeLists(text: string): string {
  const blanks = new Set<number>();
  for (const document of compose(text)) {
    visit(document, {
      Seq(_, { flow, range }) {
        if (flow !== true || range == null) return;
        for (const at of [range[0] + 1, range[1] - 2]) if (text[at] === ' ') blanks.add(at);
      },
    });
  }
  return text
    .split('')
    .filter((_, at) => !blanks.has(at))
    .join('');
}

function arrange(root: YAMLMap, text: string): void {
  const kind = KIND_NAMES.find((name) => name === root.get('kind'));
  if (kind !== undefined) arrangeKeys(root, kindSchema(kind), { kind, text });
  sortKeys(root, ENVELOPE, text);
}
