/**
 * A command as a list of words: blanks part them, quotes keep blanks together, and that is all. No shell reads it, so
 * that nothing in it is expanded. Null where a quote has no end.
 */
export function commandWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    const word = /^(?:"[^"]*"|'[^']*'|[^\s"'])+/.exec(rest)?.[0];
    if (word === undefined) return null;
    words.push(
      word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    );
    const left = rest.slice(word.length);
    if (left !== '' && !/^\s/.test(left)) return null;
    rest = left.trimStart();
  }
  return words;
}
