/** What editors make of the schemas: the real language server completes, explains and flags, for every kind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keysOf, type SchemaNode } from '../../src/manifests/schema-node.ts';
import { type KindName, SCHEMAS } from '../../src/manifests/schemas.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { LanguageServer } from './language-server.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const MODELINE = '# yaml-language-server: $schema=./manifest.schema.json\n';
/** Of the protocol's kinds of completions. */
const PROPERTY = 10;
const LIMIT_MS = 120_000;

/** Of each kind, a place with a word that is not allowed there; of an Approval, with a word instead of a list. */
const WRONG: Readonly<Record<KindName, string>> = {
  Environment: 'spec:\n  prune: owne',
  Console: 'spec:\n  heal: of',
  Server: 'metadata:\n  lifecycle: { manage: obsrve }',
  ServerGroup: 'metadata:\n  lifecycle: { manage: obsrve }',
  Cluster: 'metadata:\n  lifecycle: { ignore: [spec.sorvers] }',
  Application: 'spec:\n  desiredStatus: STRTED',
  UserGroup: 'metadata:\n  lifecycle: { ignore: [spec.perms] }',
  Removed: 'spec:\n  action: delte',
  Policy: 'spec:\n  enforce: dney',
  Approval: 'spec:\n  policies: all',
};

let bench: Bench;
let server: LanguageServer;

beforeAll(async () => {
  bench = await openBench();
  const { code } = await bench.cli(['schema', '--all', '--out', 'manifest.schema.json']);
  expect(code).toBe(0);
  server = await LanguageServer.start(bench.folder);
}, LIMIT_MS);

afterAll(async () => {
  await server.stop();
  await closeBenches();
});

/** The schema comes by the file's first line, as it does in editors that nobody set up. */
function headOf(kind: string): string {
  return `${MODELINE}apiVersion: muleteer/v1\nkind: ${kind}\n`;
}

function specKeys(kind: KindName): readonly (readonly [string, SchemaNode])[] {
  const { properties = {} } = SCHEMAS[kind] as SchemaNode;
  return [...keysOf(SCHEMAS[kind], properties.spec ?? {})];
}

const KINDS = Object.keys(SCHEMAS) as readonly KindName[];

describe.each(KINDS)('the YAML language server, in a document of kind %s,', (kind) => {
  const keys = specKeys(kind);

  test(
    'completes the keys of its spec, and no others',
    async () => {
      const name = `complete-${kind}.yaml`;
      await server.open(name, `${headOf(kind)}metadata: { name: x }\nspec:\n  x`);
      const items = await server.complete(name, { line: 5, character: 3 });
      // Beside the keys it offers all the required ones at once.
      const offered = items.filter(({ kind: sort }) => sort === PROPERTY).map(({ label }) => label);
      expect(offered.sort()).toEqual(keys.map(([key]) => key).sort());
    },
    LIMIT_MS,
  );

  test(
    'shows the help text of each of them',
    async () => {
      const name = `hover-${kind}.yaml`;
      const lines = keys.map(([key]) => `  ${key}: x`).join('\n');
      await server.open(name, `${headOf(kind)}metadata: { name: x }\nspec:\n${lines}\n`);
      for (const [index, [key, { description = 'none' }]] of keys.entries()) {
        const shown = await server.hover(name, { line: 5 + index, character: 3 });
        expect(plain(shown), key).toContain(plain(description));
      }
    },
    LIMIT_MS,
  );

  test(
    'flags a key that it does not know, and a word that is not allowed',
    async () => {
      const unknown = await server.open(
        `unknown-${kind}.yaml`,
        `${headOf(kind)}spec:\n  desiredStats: STARTED\n`,
      );
      expect(unknown.map(({ message, range }) => `${range.start.line} ${message}`)).toContain(
        '4 Property desiredStats is not allowed.',
      );
      const wrong = await server.open(`wrong-${kind}.yaml`, `${headOf(kind)}${WRONG[kind]}\n`);
      expect(wrong.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^Value is not accepted. Valid values: "|^Incorrect type. Expected "array"/),
      );
    },
    LIMIT_MS,
  );
});

describe('the YAML language server', () => {
  test('completes desiredStatus and its values', async () => {
    const text = `${headOf('Application')}metadata: { name: x }\nspec:\n  target: { cluster: c }\n  desired`;
    await server.open('status.yaml', text);
    const items = await server.complete('status.yaml', { line: 6, character: 9 });
    const [item] = items.filter(({ label }) => label === 'desiredStatus');
    expect(item?.documentation).toContain('Whether it runs');
    await server.open('value.yaml', `${text}Status: `);
    const values = await server.complete('value.yaml', { line: 6, character: 17 });
    expect(values.map(({ label }) => label)).toEqual(['STARTED', 'STOPPED']);
  });

  test('completes the kinds in an empty document', async () => {
    await server.open('empty.yaml', `${MODELINE}apiVersion: muleteer/v1\nkind: `);
    const items = await server.complete('empty.yaml', { line: 2, character: 6 });
    expect(items.map(({ label }) => label).sort()).toEqual([...KINDS].sort());
  });

  const shown = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(manifests|policies)\b.*\.yaml$/.test(name),
  );

  test(
    'has nothing against the examples',
    async () => {
      expect(shown.length).toBeGreaterThan(20);
      for (const [index, name] of shown.entries()) {
        const text = readFileSync(join(EXAMPLES, name), 'utf8');
        const problems = await server.open(`example-${index}.yaml`, `${MODELINE}${text}`);
        expect(problems, name).toEqual([]);
      }
    },
    LIMIT_MS,
  );
});

/** Without Markdown's signs. */
function plain(text: string): string {
  return text.replace(/[\\`]/g, '').replace(/\s+/g, ' ');
}
