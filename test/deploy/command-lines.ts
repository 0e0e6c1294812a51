/** Whether the command line that stands in a file is one, and its variables are some that are read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { variableOf } from '../../src/command-line/environment.ts';
import { createProgram } from '../../src/command-line/program.ts';
import type { Io } from '../../src/commands/io.ts';

const SRC = join(import.meta.dirname, '../../src');

type Variables = Readonly<Record<string, string>>;

/** Parses it as the program does, and answers with the options that it comes to. @throws what is wrong with it */
export async function optionsOf(args: readonly string[], env: Variables = {}): Promise<object> {
  const silent = { write: () => {}, isTerminal: false, columns: 0, rows: 0 };
  const program = createProgram({ env, stdout: silent, stderr: silent } as unknown as Io, () => {});
  const parsed: object[] = [];
  for (const command of program.commands) command.action(() => void parsed.push(command.opts()));
  await program.parseAsync([...args], { from: 'user' });
  const [options] = parsed;
  if (options === undefined) throw new Error(`${args.join(' ')} runs no command`);
  return options;
}

/** Names that stand in the source as they are, and those that flags have. */
const known = new Set([
  ...readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(join(SRC, name), 'utf8').match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/g) ?? []),
  ...createProgram({} as Io, () => {}).commands.flatMap(({ options }) => options.map(variableOf)),
  'HOME',
]);

/** Git's own, which it documents. */
const OF_GIT = /^GIT_(CONFIG_(COUNT|(KEY|VALUE)_\d+)|SSH_COMMAND|SSL_CAINFO)$/;

export function isKnownVariable(name: string): boolean {
  return known.has(name) || known.has(name.replace(/_FILE$/, '')) || OF_GIT.test(name);
}
