/** What the Dockerfile says. */
import { readRoot } from './examples.ts';

export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** In their order, continued lines joined and remarks left out. */
export const instructions: readonly Instruction[] = readRoot('Dockerfile')
  .replace(/^\s*#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    return { name, text: text.trim() };
  });

export function textsOf(name: string): readonly string[] {
  return instructions.filter((one) => one.name === name).map(({ text }) => text);
}

export function argumentOf(name: string): string {
  const found = textsOf('ARG').find((text) => text.startsWith(`${name}=`));
  if (found === undefined) throw new Error(`there is no ARG ${name}`);
  return found.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
}

export interface Image {
  readonly user: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

export function imageOf(): Image {
  const pairs = textsOf('ENV').flatMap((text) => text.split(/\s+/).map((pair) => pair.split('=')));
  return {
    user: textsOf('USER').at(-1)?.split(':')[0] ?? '',
    port: Number(textsOf('EXPOSE').at(-1)),
    env: Object.fromEntries(pairs),
  };
}
