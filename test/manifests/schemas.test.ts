import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { SCHEMAS } from '../../src/manifests/schemas.ts';
import { policyOf } from '../../src/reconcile/target-policy.ts';
import { DECLARATIONS } from './declarations.ts';

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  readonly enum?: readonly string[];
}

const FOLDER = join(import.meta.dirname, '../../schemas');
const read = (name: string): Node => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const KIND_FILES = readdirSync(FOLDER).filter(
  (name) => !/^(plan|events|manifest|notification|snapshot|status)\./.test(name),
);

/** Every key of a schema, with the path to it. */
function* keysOf(node: Node, path = ''): Generator<readonly [string, Node]> {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    yield [`${path}.${key}`, value];
    yield* keysOf(value, `${path}.${key}`);
  }
  if (node.items !== undefined) yield* keysOf(node.items, `${path}[]`);
}

describe.each(KIND_FILES)('%s', (name) => {
  const keys = [...keysOf(read(name))];

  test('describes every key for editors, and every type for messages', () => {
    for (const [path, { title, description }] of keys) {
      expect(title, path).toMatch(/\S/);
      expect(description, path).toMatch(/\S/);
    }
  });

  test('knows every key of every map', () => {
    for (const [path, node] of keys) {
      if (node.type !== 'object') continue;
      expect(node.additionalProperties, path).toSatisfy(
        (value) => value === false || typeof value === 'object',
      );
    }
  });
});

test.each(DECLARATIONS.map((declaration) => [declaration.kind, declaration] as const))(
  'the fields of a %s are those of its schema',
  (kind, { fields }) => {
    const { properties = {} } = (SCHEMAS[kind] as Node).properties?.spec ?? {};
    // `targets` stands for several resources, `rollout` says how we act: neither is compared.
    const declared = Object.keys(properties).filter((key) => key !== 'targets' && key !== 'rollout');
    expect(Object.keys(fields).sort()).toEqual(declared.sort());
  },
);

const at = (node: Node | undefined, ...keys: readonly string[]) =>
  keys.reduce<Node | undefined>((found, key) => found?.properties?.[key], node);

describe.each(DECLARATIONS.map((declaration) => [declaration.kind, declaration] as const))(
  'the lifecycle of a %s',
  (kind, { fields }) => {
    const lifecycle = at(SCHEMAS[kind] as Node, 'metadata', 'lifecycle');
    const compared = Object.entries(fields).filter(([, { compare }]) => compare !== 'identity');

    test('ignores and holds the fields that are compared', () => {
      const paths = compared.map(([field]) => `spec.${field}`).sort();
      expect([...(at(lifecycle, 'ignore')?.items?.enum ?? [])].sort()).toEqual(paths);
      expect([...(at(lifecycle, 'hold', 'fields')?.items?.enum ?? [])].sort()).toEqual(paths);
    });

    test('has the keys that every kind has', () => {
      const all = (node: Node | undefined) => [...keysOf(node ?? {})].map(([path]) => path);
      expect(all(lifecycle)).toEqual(all(at(SCHEMAS.Server as Node, 'metadata', 'lifecycle')));
    });
  },
);

describe('the policy of a target', () => {
  const POLICY = ['prune', 'guards', 'heal', 'applyFrom', 'record', 'notify'];

  test('is the same for an Environment and a Console', () => {
    for (const key of POLICY) {
      const ofEnvironment = at(SCHEMAS.Environment as Node, 'spec', key);
      expect(ofEnvironment?.title).toMatch(/\S/);
      expect(at(SCHEMAS.Console as Node, 'spec', key)).toEqual(ofEnvironment);
    }
  });

  test('has the defaults that the schema names', () => {
    const { prune, heal, guards, applyFrom } = policyOf({ spec: {} });
    const spec = at(SCHEMAS.Environment as Node, 'spec');
    const shown = (...path: readonly string[]) =>
      /Default: ([\w%]+)/.exec(at(spec, ...path)?.description ?? '')?.[1];
    const limit = (one: (typeof guards)['maxDeletes']) =>
      'count' in one ? String(one.count) : `${one.share * 100}%`;
    expect([shown('prune'), shown('heal')]).toEqual([prune, heal]);
    for (const key of ['maxDeletes', 'maxUpdates', 'maxRestarts', 'maxIrreversible'] as const) {
      expect(shown('guards', key), key).toBe(limit(guards[key]));
    }
    expect(shown('guards', 'allowEmpty')).toBe(String(guards.allowEmpty));
    expect(shown('applyFrom', 'clean')).toBe(String(applyFrom.clean));
    expect(shown('applyFrom', 'forwardOnly')).toBe(String(applyFrom.forwardOnly));
  });
});

describe('the schema of all manifests', () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
  for (const name of KIND_FILES) ajv.addSchema(read(name), name);
  const validate = ajv.compile(read('manifest.schema.json'));
  const server = { apiVersion: 'muleteer/v1', kind: 'Server', metadata: { name: 'mule-1' } };

  test('takes each kind by its own schema', () => {
    expect(validate(server)).toBe(true);
    expect(validate({ ...server, kind: 'Cluster' })).toBe(false);
    expect(validate({ ...server, kind: 'Sever' })).toBe(false);
    expect(validate({ ...server, spec: { size: 1 } })).toBe(false);
  });

  test('lets only what is observed go without a spec', () => {
    const group = (metadata: object, more = {}) =>
      validate({
        apiVersion: 'muleteer/v1',
        kind: 'ServerGroup',
        metadata: { name: 'g-1', ...metadata },
        ...more,
      });
    expect(group({ lifecycle: { manage: 'observe' } })).toBe(true);
    expect(group({ lifecycle: { manage: 'observe' } }, { spec: { size: 1 } })).toBe(false);
    expect(group({ lifecycle: { manage: 'full' } })).toBe(false);
    expect(group({ lifecycle: { protect: true } })).toBe(false);
    expect(group({})).toBe(false);
    expect(group({}, { spec: { servers: [] } })).toBe(true);
  });

  test('knows the kinds that there are schemas for', () => {
    const { properties } = read('manifest.schema.json') as { properties: { kind: { enum: string[] } } };
    expect([...properties.kind.enum].sort()).toEqual(Object.keys(SCHEMAS).sort());
    expect(KIND_FILES.length).toBe(Object.keys(SCHEMAS).length);
  });
});
