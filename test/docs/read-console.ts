import type { Run } from './read-document.ts';

/** A command after `$ `, what it prints below it, and so on. A text says what is wrong with the block. */
export function readConsole(block: string, first: number, exits: number): readonly Run[] | string {
  const found: { line: number; command: string[]; output: string[] }[] = [];
  let goesOn = false;
  for (const [index, text] of block.split('\n').entries()) {
    const last = found.at(-1);
    const begins: boolean = !goesOn && text.startsWith('$ ');
    if (begins) found.push({ line: first + index, command: [text.slice(2)], output: [] });
    else if (last === undefined) return 'a console block begins with `$ ` and a command';
    else (goesOn ? last.command : last.output).push(text);
    goesOn = (goesOn || begins) && text.endsWith('\\');
  }
  return found.map(({ line, command, output }, index) => ({
    does: 'run',
    line,
    text: command.join('\n'),
    output: output.join('\n'),
    exits: index === found.length - 1 ? exits : 0,
  }));
}
