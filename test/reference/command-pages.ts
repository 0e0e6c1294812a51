import { type Argument, type Command, InvalidArgumentError, type Option } from 'commander';
import { COMMAND_NOTES } from '../../src/command-line/command-notes.ts';
import { variableOf } from '../../src/command-line/environment.ts';
import { exitsOf } from '../../src/command-line/help-notes.ts';
import { cellCode, code, entry, page, prose, sentence, table } from './markdown.ts';

/** Every command, with the rules that hold for all of them. */
export function commandsPage(program: Command): string {
  const rows = program.commands.map((command) => [
    `[${cellCode(`muleteer ${command.name()}`)}](commands/${command.name()}.md)`,
    prose(command.description()),
  ]);
  return page([
    '# Commands',
    prose(sentence(program.description())),
    table(['Command', 'Does'], rows),
    `Of ${code('muleteer')} itself:`,
    program.options
      .map((option) => entry(`**${code(option.flags)}**: ${prose(option.description)}`, []))
      .join('\n'),
    'A flag that is not given may stand in the environment under its own name, which the page of its command says. A flag without a value is on there with `1`, `true` or `yes`.',
    '## Exit codes',
    exitTable(program),
  ]);
}

function exitTable({ commands }: Command): string {
  const all = commands.flatMap((command) => {
    const notes = COMMAND_NOTES[command.name()];
    return notes === undefined ? [] : exitsOf(notes).map((exit) => ({ ...exit, command: command.name() }));
  });
  const codes = [...new Set(all.map((exit) => exit.code))].sort(
    (left, right) => Number(left) - Number(right),
  );
  const rows = codes.map((one) => {
    const who = all
      .filter((exit) => exit.code === one)
      .map(({ command }) => `[${command}](commands/${command}.md#exit-codes)`);
    return [code(one), who.length === commands.length ? 'every command' : who.join(', ')];
  });
  return table(['Code', 'Of'], rows);
}

export function commandPage(command: Command): string {
  const notes = COMMAND_NOTES[command.name()];
  const aliases = command.aliases().map((alias) => code(`muleteer ${alias}`));
  return page([
    `# muleteer ${command.name()}`,
    prose(sentence(command.description())),
    `\`\`\`text\nmuleteer ${command.name()} ${command.usage()}\n\`\`\``,
    aliases.length === 0 ? '' : `Another name of it: ${aliases.join(', ')}.`,
    ...(notes === undefined ? [] : ['## Example', `\`\`\`sh\n${notes.example}\n\`\`\``]),
    ...section('Arguments', command.registeredArguments.map(argumentEntry)),
    ...section('Flags', command.options.filter(({ hidden }) => !hidden).map(optionEntry)),
    ...section(
      'Exit codes',
      notes === undefined ? [] : [table(['Code', 'When'], exitsOf(notes).map(exitRow))],
    ),
  ]);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function exitRow({
  code: number,
  meaning,
}: {
  readonly code: string;
  readonly meaning: string;
}): readonly string[] {
  return [code(number), prose(meaning)];
}

function argumentEntry(argument: Argument): string {
  const { text, fallback } = split(argument);
  const dots = argument.variadic ? '...' : '';
  const name = argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
  return entry(`**${code(name)}**: ${prose(text)}`, [facts({ Takes: takes(argument), Default: fallback })]);
}

function optionEntry(option: Option): string {
  const { text, fallback } = split(option);
  return entry(`**${code(option.flags)}**: ${prose(text)}`, [
    facts({
      Takes: takes(option),
      Default: option.negate ? '' : fallback,
      Variable: code(variableOf(option)),
    }),
  ]);
}

type Described = Pick<Option, 'description' | 'defaultValue' | 'defaultValueDescription'>;

/** A default is said by the flag, or at the end of its description. */
function split({ description, defaultValue, defaultValueDescription }: Described) {
  const [, text = description, said = defaultValueDescription] =
    /^(.*) \(default: (.*)\)$/.exec(description) ?? [];
  const known = defaultValue === undefined ? '' : code(String(defaultValue));
  return { text, fallback: said === undefined ? known : prose(said) };
}

/** What a parser that is given nonsense says it takes, unless the description names all of it. */
function takes({
  argChoices,
  parseArg,
  description,
}: Pick<Option, 'argChoices' | 'parseArg' | 'description'>): string {
  if (argChoices !== undefined) return argChoices.map(code).join(', ');
  const text = refusal(parseArg);
  const words = text.match(WORDS)?.filter((word) => !LINKING.has(word)) ?? [];
  const said = new Set(description.match(WORDS));
  return words.every((word) => said.has(word)) ? '' : prose(text);
}

const WORDS = /[\w:=]+/g;
const LINKING: ReadonlySet<string> = new Set(['one', 'more', 'of', 'or']);

function refusal(parse: Option['parseArg']): string {
  try {
    parse?.('\0', []);
    return '';
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return error.message.replace(/^It is (written )?/, '').replace(/\.$/, '');
  }
}

function facts(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}`)
    .join(' · ');
}
