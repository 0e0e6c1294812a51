import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childOf, type Layer, writerOf } from '../../src/manifests/layers.ts';
import { mergePatch } from '../../src/manifests/merge-patch.ts';
import { parseDocuments } from '../../src/manifests/parse-documents.ts';
import { SourceText } from '../../src/manifests/source-text.ts';
import type { DocumentPath } from '../../src/model/manifest.ts';

/** Two layers in YAML, and who wrote what. */
function layersOf(...texts: readonly string[]): [Layer, ...Layer[]] {
  const [first, ...more] = texts.map((text, index) => layer(text, `${index}.yaml`));
  return [first as Layer, ...more];
}

function layer(text: string, name: string): Layer {
  const file = { path: `/r/${name}`, name, folder: '/r', root: '/r', selected: true };
  const [document] = parseDocuments({ ...file, source: new SourceText(() => text) }).documents;
  if (document === undefined) throw new Error(`no document in ${text}`);
  return { document, at: [], value: document.value };
}

describe('a merge patch', () => {
  test.each<readonly [unknown, unknown, unknown]>([
    [{ a: 1 }, { a: 2 }, { a: 2 }],
    [{ a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: null }, { b: 2 }],
    [{ a: 1 }, { b: null }, { a: 1 }],
    [{ a: { b: 1, c: 2 } }, { a: { c: null, d: 3 } }, { a: { b: 1, d: 3 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: [1] }, { a: { b: 1, c: null } }, { a: { b: 1 } }],
    [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
    [{ a: null }, { b: 1 }, { a: null, b: 1 }],
    [{}, { a: { b: { c: null } } }, { a: { b: {} } }],
    [{ a: 1 }, {}, { a: 1 }],
    [undefined, { a: 1 }, { a: 1 }],
    [{ a: 1 }, [1, null], [1, null]],
  ])('%j with %j is %j', (value, patch, expected) => {
    expect(mergePatch(value, patch)).toEqual(expected);
  });

  test('changes neither of the two', () => {
    const value = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const patch = Object.freeze({ a: Object.freeze({ b: null }) });
    expect(mergePatch(value, patch)).toEqual({ a: {} });
    expect(Object.hasOwn(mergePatch({}, JSON.parse('{ "__proto__": { "x": 1 } }')) as object, 'x')).toBe(
      false,
    );
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('what somebody has to edit', () => {
  const base = 'a: { b: 1, c: { d: 2 }, l: [1, 2] }\ne: 3\n';
  test.each<readonly [string, DocumentPath, string]>([
    ['what nobody patched', ['e'], '0.yaml:2'],
    ['what a patch wrote', ['a', 'b'], '1.yaml:1'],
    ['what a patch took out', ['a', 'c', 'd'], '1.yaml:2'],
    ['what stood below what it took out', ['a', 'c', 'd', 'x'], '1.yaml:2'],
    ['a list that it replaced', ['a', 'l', 1], '1.yaml:3'],
    ['a map that both wrote', ['a'], '0.yaml:1'],
    ['what nobody wrote', ['a', 'z'], '0.yaml:1'],
    ['what nobody wrote below what the patch added', ['n', 'm', 'z'], '1.yaml:5'],
    ['the document', [], '0.yaml:1'],
  ])('%s', (_, path, expected) => {
    const layers = layersOf(base, 'a: { b: 9,\n  c: { d: null },\n  l: [7] }\n\nn: { m: { k: 1 } }\n');
    const { layer: found, path: place } = writerOf(layers, path);
    const { file, line } = found.document.locate(place).origin;
    expect(`${file}:${line}`).toBe(expected);
  });

  test('a map over a single value is whose map it is', () => {
    const layers = layersOf('a: text\n', 'a: { b: 1 }\n', 'c: 1\n');
    for (const path of [['a'], ['a', 'b'], ['a', 'z']])
      expect(writerOf(layers, path).layer, path.join()).toBe(layers[1]);
  });
});

test('every value of a merged document is found where it was written', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.integer(),
      fc.constant(null),
      fc.array(fc.integer(), { maxLength: 2 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const map = fc.dictionary(key, value, { minKeys: 1, maxKeys: 3 });
  fc.assert(
    fc.property(fc.array(map, { minLength: 1, maxLength: 4 }), (documents) => {
      const layers = layersOf(...documents.map((document) => JSON.stringify(document)));
      const merged = layers
        .slice(1)
        .reduce<unknown>((one, patch) => mergePatch(one, patch.value), layers[0].value);
      for (const [path, leaf] of leavesOf(merged)) {
        const { layer: found, path: place } = writerOf(layers, path);
        expect(place).toEqual(path);
        expect(path.reduce<unknown>(childOf, found.value)).toEqual(leaf);
      }
    }),
    { numRuns: 500 },
  );
});

function* leavesOf(value: unknown, path: DocumentPath = []): Generator<readonly [DocumentPath, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else
    for (const [key, item] of Object.entries(value))
      yield* leavesOf(item, [...path, Array.isArray(value) ? Number(key) : key]);
}
