/**
 * Reads a declarative Jenkinsfile into its blocks: what stands before a `{` is a block's head, what stands on a line
 * is a statement. There is no Groovy parser for Node that needs no Java; this one knows strings, comments and
 * brackets, which is what a missing one of would break, and refuses sections that Jenkins does not have.
 */

export interface Block {
  readonly head: string;
  readonly blocks: readonly Block[];
  readonly statements: readonly string[];
}

/** The sections of a declarative pipeline. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  pipeline: ['agent', 'options', 'triggers', 'environment', 'parameters', 'tools', 'stages', 'post'],
  stages: ['stage'],
  stage: ['agent', 'options', 'environment', 'tools', 'when', 'input', 'steps', 'post'],
  post: ['always', 'success', 'failure', 'unstable', 'changed', 'aborted', 'cleanup', 'fixed', 'regression'],
};

export function readJenkinsfile(text: string): Block {
  const reader = { text, at: 0 };
  const file = readBlock(reader, '');
  if (reader.at < text.length) throw new Error(`a closing brace too many, at ${lineAt(reader)}`);
  const [pipeline, ...others] = file.blocks;
  if (pipeline?.head !== 'pipeline' || others.length > 0)
    throw new Error('a Jenkinsfile is one pipeline block');
  checkSections(pipeline);
  return pipeline;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readBlock(reader: Reader, head: string): Block {
  const blocks: Block[] = [];
  const statements: string[] = [];
  let words = '';
  let open = 0;
  const endStatement = (): void => {
    if (words.trim() !== '') statements.push(words.trim());
    words = '';
  };
  while (reader.at < reader.text.length) {
    const letter = reader.text[reader.at] ?? '';
    if (letter === "'" || letter === '"') {
      words += readString(reader);
      continue;
    }
    reader.at += 1;
    if (letter === '/' && reader.text[reader.at] === '/') skipLine(reader);
    else if (letter === '{') {
      blocks.push(readBlock(reader, words.trim()));
      words = '';
    } else if (letter === '}') {
      if (head === '') reader.at -= 1;
      endStatement();
      return { head, blocks, statements };
    } else if (letter === '\n' && open === 0) endStatement();
    else {
      open += letter === '(' ? 1 : letter === ')' ? -1 : 0;
      if (open < 0) throw new Error(`a closing bracket too many, at ${lineAt(reader)}`);
      words += letter;
    }
  }
  if (head !== '') throw new Error(`the block ${head} does not end`);
  endStatement();
  return { head, blocks, statements };
}

function readString(reader: Reader): string {
  const quote = reader.text[reader.at] ?? '';
  const end = reader.text.indexOf(quote, reader.at + 1);
  const string = reader.text.slice(reader.at, end + 1);
  if (end < 0 || string.includes('\n')) throw new Error(`a string does not end, at ${lineAt(reader)}`);
  reader.at = end + 1;
  return string;
}

function skipLine(reader: Reader): void {
  const end = reader.text.indexOf('\n', reader.at);
  reader.at = end < 0 ? reader.text.length : end;
}

function lineAt({ text, at }: Reader): string {
  return `line ${text.slice(0, at).split('\n').length}`;
}

function checkSections(block: Block): void {
  const kind = /^\w+/.exec(block.head)?.[0] ?? '';
  const known = SECTIONS[kind];
  for (const inner of block.blocks) {
    const name = /^\w+/.exec(inner.head)?.[0] ?? '';
    if (known !== undefined && !known.includes(name)) throw new Error(`${kind} has no section ${name}`);
    if (known !== undefined) checkSections(inner);
  }
}

/** The block at a path of heads: `block(file, 'stages', "stage('Plan')")`. */
export function blockAt(block: Block, ...heads: readonly string[]): Block {
  return heads.reduce((inside, head) => {
    const found = inside.blocks.find((one) => one.head === head);
    if (found === undefined) throw new Error(`${inside.head} has no ${head}`);
    return found;
  }, block);
}

/** What a block has bash do, wherever in it. */
export function shellIn({ blocks, statements }: Block): readonly string[] {
  const own = statements.flatMap((line) => {
    const [, command] = /\bsh[ (](?:script: )?'([^']*)'/.exec(line) ?? [];
    return command === undefined ? [] : [command];
  });
  return [...own, ...blocks.flatMap(shellIn)];
}
