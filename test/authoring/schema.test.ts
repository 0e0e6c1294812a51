import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, test } from 'vitest';
import { KNOWN_PERMISSIONS } from '../../src/kinds/user-group/permissions.ts';
import { keysOf, mapOf, type SchemaNode } from '../../src/manifests/schema-node.ts';
import { type KindName, SCHEMAS } from '../../src/manifests/schemas.ts';
import { closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';

afterEach(closeBenches);

const SERVER = { apiVersion: 'muleteer/v1', kind: 'Server', metadata: { name: 'mule-1' } };

function* nodesOf(root: SchemaNode, node: SchemaNode): Generator<readonly [string, SchemaNode]> {
  for (const [key, one] of keysOf(root, mapOf(root, node))) {
    yield [key, one];
    yield* nodesOf(root, one);
  }
}

describe('schema', () => {
  test.each(Object.keys(SCHEMAS))('%s: whole, and a schema', async (kind) => {
    const bench = await openBench();
    const { code, stdout } = await bench.cli(['schema', kind.toLowerCase()]);
    expect(code).toBe(0);
    const validate = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile(
      JSON.parse(stdout),
    );
    expect(validate({ ...SERVER, kind: 'Sandwich' })).toBe(false);
  });

  test('--all: one for every kind, without any other file', async () => {
    const bench = await openBench();
    const { stdout } = await bench.cli(['schema', '--all']);
    expect(await bench.cli(['schema'])).toMatchObject({ stdout });
    const validate = new Ajv2020({ allowUnionTypes: true, strictRequired: false }).compile(
      JSON.parse(stdout),
    );
    expect(validate(SERVER)).toBe(true);
    expect(validate({ ...SERVER, kind: 'Sever' })).toBe(false);
    expect(validate({ ...SERVER, kind: 'ServerGroup' })).toBe(false);
    expect(validate({ ...SERVER, spec: { servers: [] } })).toBe(false);
    expect(validate({ ...SERVER, kind: 'ServerGroup', spec: { servers: [] } })).toBe(true);
  });

  test('--out writes it into a file', async () => {
    const bench = await openBench();
    const { stdout } = await bench.cli(['schema', 'Cluster']);
    expect(await bench.cli(['schema', 'Cluster', '--out', 'a/b.json'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(join(bench.folder, 'a/b.json'), 'utf8')).toBe(stdout);
  });

  test('a misspelt kind gets a suggestion, and a kind is not all of them', async () => {
    const bench = await openBench();
    await expectFailure(await bench.cli(['schema', 'Clutser']), {
      error: /no kind is called/,
      hint: /mean Cluster\?/,
    });
    await expectFailure(await bench.cli(['schema', 'Cluster', '--all']), {
      error: /exclude each other/,
      hint: /./,
    });
  });
});

describe.each(Object.keys(SCHEMAS) as readonly KindName[])('the schema of %s', (kind) => {
  const nodes = [...nodesOf(SCHEMAS[kind], SCHEMAS[kind])];

  test('names each default in words as well', () => {
    for (const [key, { default: value, description }] of nodes) {
      const words = /Default: ([\w%]+)(?:\.$|, where)/.exec(description ?? '')?.[1];
      const isNoValue = ['MMC_URL', 'any', 'nobody', 'groupId'].includes(words ?? '');
      const isVariable = /^[A-Z]+_[A-Z_]+$/.test(words ?? '');
      expect(value === undefined ? undefined : String(value), key).toBe(
        isNoValue || isVariable ? undefined : words,
      );
    }
  });

  test('takes its own defaults and examples', () => {
    const ajv = new Ajv2020({ allowUnionTypes: true, strictRequired: false });
    for (const [key, node] of nodes) {
      const values = [...(node.examples ?? []), ...(node.default === undefined ? [] : [node.default])];
      for (const value of values) expect(ajv.validate(node as object, value), `${key}: ${value}`).toBe(true);
    }
  });
});

test('the permissions that editors offer are those that are known', () => {
  const node = keysOf(SCHEMAS.UserGroup, (SCHEMAS.UserGroup as SchemaNode).properties?.spec ?? {}).get(
    'permissions',
  );
  expect(node?.items?.examples).toEqual(KNOWN_PERMISSIONS);
});
