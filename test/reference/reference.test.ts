/**
 * docs/reference, held to the command line and the schemas. `UPDATE_GOLDEN=1 npx vitest run test/reference` writes it
 * anew; read the difference before committing it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import type { Argument } from 'commander';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_NOTES } from '../../src/command-line/command-notes.ts';
import { createProgram } from '../../src/command-line/program.ts';
import type { Io } from '../../src/commands/io.ts';
import { KIND_NAMES, kindSchema } from '../../src/manifests/schema-documents.ts';
import { examplesIn } from '../../src/manifests/schema-examples.ts';
import type { SchemaNode } from '../../src/manifests/schema-node.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { servers } from '../support/manifests.ts';
import { anchor } from './markdown.ts';
import { outputSchemas, referencePages } from './pages.ts';
import { keysIn } from './schema-keys.ts';

const FOLDER = join(import.meta.dirname, '../../docs/reference');
const HOW = 'run UPDATE_GOLDEN=1 npx vitest run test/reference, and read what it changes';

/** It is read, and not run: nothing of the process is needed. */
const program = createProgram({} as Io, () => {});
const pages = referencePages(program);

beforeAll(() => {
  if (process.env.UPDATE_GOLDEN !== '1') return;
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [name, text] of pages) {
    mkdirSync(dirname(join(FOLDER, name)), { recursive: true });
    writeFileSync(join(FOLDER, name), text);
  }
});

afterEach(closeBenches);

test.each(program.commands.map((command) => command.name()))('the README knows %s', (name) => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## More'));
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.map((row) => row.split('|')[1]).join()).toMatch(new RegExp(`\`(muleteer )?${name}\\b`));
});

describe('docs/reference', () => {
  test.each([...pages])('%s is as the code has it', (name, text) => {
    const path = join(FOLDER, name);
    expect(existsSync(path), `${name} is missing: ${HOW}`).toBe(true);
    expect(readFileSync(path, 'utf8'), `${name} is stale: ${HOW}`).toBe(text);
  });

  test('has no page of what is gone', () => {
    const there = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .map((name) => name.split(sep).join('/'))
      .filter((name) => name.endsWith('.md'));
    expect(there.sort(), HOW).toEqual([...pages.keys()].sort());
  });

  test.each([...pages])('%s links to headings that there are', (name, text) => {
    for (const [, file = '', heading = ''] of text.matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)) {
      const target = file === '' ? name : posix.join(posix.dirname(name), file);
      // Other documents are held by test/examples/documents.test.ts.
      const headings = pages.get(target)?.match(/^#+ .*$/gm) ?? [heading];
      expect(
        headings.map((line) => anchor(line.replace(/^#+ /, ''))),
        `${name}: ${file}#${heading}`,
      ).toContain(heading);
    }
  });
});

describe('what the reference is made of', () => {
  test('every command has an example and exit codes', () => {
    const names = program.commands.map((command) => command.name());
    expect(Object.keys(COMMAND_NOTES).sort(), 'src/command-line/command-notes.ts').toEqual(names.sort());
    for (const [name, { example }] of Object.entries(COMMAND_NOTES))
      expect(example).toMatch(`muleteer ${name} `);
  });

  test.each(program.commands.map((command) => [command.name(), command] as const))(
    'the flags and arguments of %s have descriptions',
    (_, command) => {
      expect(command.description()).toMatch(/\S/);
      for (const { name, description } of command.registeredArguments.map(named))
        expect(description, name).toMatch(/\S/);
      for (const { flags, description } of command.options) expect(description, flags).toMatch(/\S/);
    },
  );

  test.each(program.commands.map((command) => command.name()))(
    'the help of %s says how it ends',
    async (name) => {
      const bench = await openBench();
      const { code, stdout } = await bench.cli([name, '--help'], { columns: 80 });
      expect(code).toBe(0);
      expect(stdout).toMatch(/\nExample:\n {2}muleteer .*\n\nExit codes:\n {2}0 {4}\w/);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test.each(outputSchemas())('%s describes every key', (name, schema) => {
    const definitions = Object.values(schema.$defs ?? {});
    for (const one of [schema, ...definitions]) {
      const keys = keysIn({ ...one, $defs: schema.$defs } as SchemaNode);
      for (const { shown, description } of keys) expect(description, `${name}: ${shown}`).toMatch(/\S/);
    }
  });

  test.each(KIND_NAMES)('%s has an example', (kind) => {
    expect(examplesIn(kindSchema(kind))).not.toEqual([]);
  });

  test('the examples of all kinds are valid together', async () => {
    const bench = await openBench();
    const examples = KIND_NAMES.map((kind) => [kind, examplesIn(kindSchema(kind)).join('---\n')] as const);
    await bench.write({
      ...Object.fromEntries(
        examples.map(([kind, text]) => [`${FOLDERS[kind] ?? 'estate'}/${kind}.yaml`, text]),
      ),
      'estate/others.yaml': servers('mule-a2', 'mule-c1', 'mule-c2'),
      'estate/artifacts/orders-api-1.2.0-mule-application.jar': '',
    });
    const { code, stderr } = await bench.cli(['validate']);
    expect(`${code} ${stderr}`).toBe('0 ');
  });
});

/** Where documents count that are no manifests. */
const FOLDERS: Readonly<Record<string, string>> = { Policy: 'policies', Approval: 'policies/approvals' };

function named(argument: Argument): { readonly name: string; readonly description: string } {
  return { name: argument.name(), description: argument.description };
}
