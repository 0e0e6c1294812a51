/** Every page of the reference, made from the command line and the schemas as they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { KIND_NAMES, kindSchema } from '../../src/manifests/schema-documents.ts';
import { commandPage, commandsPage } from './command-pages.ts';
import { fileOf } from './file-of.ts';
import { kindPage } from './kind-page.ts';
import { page, prose, table } from './markdown.ts';
import { type OutputSchema, outputPage } from './output-page.ts';

const SCHEMAS = join(import.meta.dirname, '../../schemas');

/** @returns path below docs/reference → text */
export function referencePages(program: Command): ReadonlyMap<string, string> {
  const outputs = outputSchemas();
  return new Map([
    ['README.md', indexPage(program, outputs)],
    ['commands.md', commandsPage(program)],
    ...program.commands.map((command) => [`commands/${command.name()}.md`, commandPage(command)] as const),
    ...KIND_NAMES.map(
      (kind) => [`${fileOf(kind)}.md`, kindPage(kind, `${fileOf(kind)}.schema.json`)] as const,
    ),
    ...outputs.map(
      ([name, schema]) => [`outputs/${name}.md`, outputPage(schema, `${name}.schema.json`)] as const,
    ),
  ]);
}

/** The schemas of no kind: what Muleteer writes. */
export function outputSchemas(): readonly (readonly [name: string, schema: OutputSchema])[] {
  const others = new Set(['manifest', ...KIND_NAMES.map(fileOf)]);
  return readdirSync(SCHEMAS)
    .map((file) => file.replace(/\.schema\.json$/, ''))
    .filter((name) => !others.has(name))
    .map((name) => [name, JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8'))]);
}

function indexPage(program: Command, outputs: ReturnType<typeof outputSchemas>): string {
  return page([
    '# Reference',
    'Every command with its flags, every key of every manifest, and every key of what Muleteer writes for programs. These pages are written by a test, from the command line and from [the schemas](../../schemas): what they say is what the code does. What it is for, and how it goes together, the other [documents](../../README.md#more) say.',
    '## Kinds of manifests',
    table(
      ['Kind', ''],
      KIND_NAMES.map((kind) => [
        `[${kind}](${fileOf(kind)}.md)`,
        prose(String(kindSchema(kind).description)),
      ]),
    ),
    '## Commands',
    '[What each does, how flags are set in the environment, and the exit codes](commands.md):',
    program.commands.map((command) => `[${command.name()}](commands/${command.name()}.md)`).join(' · '),
    '## Outputs',
    table(
      ['File or stream', ''],
      outputs.map(([name, { title, description }]) => [
        `[${title}](outputs/${name}.md)`,
        prose(firstSentence(description)),
      ]),
    ),
  ]);
}

function firstSentence(text: string): string {
  return /^.*?\.(?= [A-Z]|$)/.exec(text)?.[0] ?? text;
}
