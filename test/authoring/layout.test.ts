import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { layOut } from '../../src/manifests/layout/lay-out.ts';
import { diceOf, RandomWriter } from './random-layout.ts';

const text = fc.oneof(
  fc.constantFrom(
    'started',
    'true',
    '1',
    '${env:SECRET}',
    '${value:httpPort}',
    ' a ',
    '# no comment',
    'a: b',
    "it's",
    '',
  ),
  fc.string({ maxLength: 12 }),
);
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const properties = fc.dictionary(fc.stringMatching(/^[a-z][a-z.]{0,8}$/), scalar, {
  maxKeys: 4,
  noNullPrototype: true,
});
const place = fc.record({ cluster: text, server: text }, { requiredKeys: [], noNullPrototype: true });
const metadata = fc.record(
  { name: text, labels: properties, wave: fc.integer(), unknown: scalar },
  { requiredKeys: [], noNullPrototype: true },
);

const APPLICATION = fc.record(
  {
    target: place,
    targets: fc.array(place, { maxLength: 3 }),
    artifact: fc.record({ file: text }, { noNullPrototype: true }),
    desiredStatus: scalar,
    properties,
    zebra: scalar,
  },
  { requiredKeys: [], noNullPrototype: true },
);
const GROUP = fc.record({ servers: fc.array(text, { maxLength: 4 }) }, { noNullPrototype: true });

const manifest = fc.oneof(
  fc.record(
    { apiVersion: fc.constant('muleteer/v1'), kind: fc.constant('Application'), metadata, spec: APPLICATION },
    { noNullPrototype: true },
  ),
  fc.record(
    { apiVersion: fc.constant('muleteer/v1'), kind: fc.constant('ServerGroup'), metadata, spec: GROUP },
    { noNullPrototype: true },
  ),
);

const OTHERS = 'kind:   Deployment   \nspec:   {a: 1,b: [ 2 ]}  # theirs\n';
const commentsIn = (yaml: string) =>
  [...yaml.matchAll(/# (?:comment \d+|theirs)/g)].map(([one]) => one).sort();
const valuesIn = (yaml: string) =>
  parseAllDocuments(yaml, { stringKeys: true }).map((one) => one.toJS() as unknown);
const oursIn = (yaml: string) =>
  valuesIn(yaml).filter((value) => Object.hasOwn(value as object, 'apiVersion'));

describe('the layout of random manifests', () => {
  const random = fc.record({
    documents: fc.array(manifest, { minLength: 1, maxLength: 3 }),
    seed: fc.integer(),
    others: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n'),
  });

  test('keeps values, comments and what is not ours, and is its own layout', () => {
    fc.assert(
      fc.property(random, ({ documents, seed, others, lineEnd }) => {
        const writer = new RandomWriter(diceOf(seed));
        const theirs = others ? [OTHERS] : [];
        const texts = documents.flatMap((one) => [...theirs, writer.document(one), ...theirs]);
        const source = texts.join('---\n').replaceAll('\n', lineEnd);
        expect(oursIn(source)).toEqual(documents);

        const { text: after, left } = layOut(source);
        expect(left).toEqual([]);
        expect(valuesIn(after)).toEqual(valuesIn(source));
        expect(commentsIn(after)).toEqual(commentsIn(source));
        expect(layOut(after).text).toBe(after);
        expect(after.split(OTHERS.replaceAll('\n', lineEnd))).toHaveLength(
          1 + theirs.length * 2 * documents.length,
        );
        for (const value of oursIn(after)) {
          const { spec } = value as { readonly spec: object };
          const order = ['target', 'targets', 'artifact', 'desiredStatus', 'properties'];
          const known = Object.keys(spec).filter((key) => order.includes(key));
          expect(known).toEqual(order.filter((key) => known.includes(key)));
          expect(Object.keys(value as object)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
        }
      }),
      { numRuns: Number(process.env.LAYOUTS ?? 40), endOnFailure: true },
    );
  });
});
