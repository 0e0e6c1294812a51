import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { SpecValue } from '../../src/model/spec-value.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const ENV = { USER: 'scott', PASSWORD: 'hunter2', EMPTY: '' };

/** What a property of an application becomes. */
async function resolve(text: string) {
  const folder = temporaryRepository({
    'app.jar': 'x',
    'secrets/one-newline': 'hunter2\n',
    'secrets/two-newlines': 'hunter2\n\n',
    'secrets/windows': 'hunter2\r\n',
    '../outside': 'hunter2',
    'manifests/all.yaml': `
apiVersion: muleteer/v1
kind: Environment
metadata: { name: production }
spec: { organization: Acme, environment: Production, values: { port: "8081", brace: "$\${x}" } }
---
apiVersion: muleteer/v1
kind: Server
metadata: { name: mule-1 }
---
apiVersion: muleteer/v1
kind: Application
metadata: { name: orders-api }
spec:
  target: { server: mule-1 }
  artifact: { file: ../app.jar }
  properties: { p: ${JSON.stringify(text)} }
`,
  });
  const { targets, diagnostics } = await loadAll(folder, ['.'], ENV);
  const application = targets[0]?.resources.find(({ identity }) => identity.kind === 'Application');
  const properties = application?.spec.properties as Readonly<Record<string, SpecValue>> | undefined;
  return { value: properties?.p, diagnostics };
}

describe('plain texts', () => {
  test.each([
    ['plain', 'plain'],
    ['${value:port}', '8081'],
    ['http://h:${value:port}/${value:port}', 'http://h:8081/8081'],
    ['$${env:X}', '${env:X}'],
    ['$$${env:X}', '$${env:X}'],
    ['a $${ b', 'a ${ b'],
    ['cost $5 {x}', 'cost $5 {x}'],
    ['${value:brace}', '${x}'],
  ])('%s', async (text, expected) => {
    const { value, diagnostics } = await resolve(text);
    expect(diagnostics).toEqual([]);
    expect(value).toBe(expected);
  });
});

describe('secrets', () => {
  test.each([
    ['${env:PASSWORD}', '${env:PASSWORD}', 'hunter2'],
    [
      'jdbc:${env:USER}/${env:PASSWORD}@h:${value:port}',
      'jdbc:${env:USER}/${env:PASSWORD}@h:8081',
      'jdbc:scott/hunter2@h:8081',
    ],
    ['${file:../secrets/one-newline}', '${file:../secrets/one-newline}', 'hunter2'],
    ['${file:../secrets/two-newlines}', '${file:../secrets/two-newlines}', 'hunter2\n'],
    ['${file:../secrets/windows}', '${file:../secrets/windows}', 'hunter2'],
    ['${file:../../outside}', '${file:../../outside}', 'hunter2'],
  ])('%s', async (text, reference, revealed) => {
    const { value, diagnostics } = await resolve(text);
    expect(diagnostics).toEqual([]);
    expect(value).toBeInstanceOf(Secret);
    expect((value as Secret).reference).toBe(reference);
    expect((value as Secret).reveal()).toBe(revealed);
    expect(`${value} ${JSON.stringify({ value })} ${inspect(value)}`).not.toContain('hunter2');
  });

  test.each([
    '${env:NONE}',
    '${env:EMPTY}',
    'x${file:nowhere}y${env:USER}',
    '${file:../secrets}',
    '${env:toString}',
  ])('%s is unknown, with a warning', async (text) => {
    const { value, diagnostics } = await resolve(text);
    expect((value as Secret).reveal()).toBeUndefined();
    expect(String(value)).toBe('(unknown)');
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'unresolved_secret'],
    ]);
  });
});

test.each([
  ['${run:date}', 'unknown_placeholder'],
  ['${other}', 'unknown_placeholder'],
  ['${}', 'unknown_placeholder'],
  ['${ENV:X}', 'unknown_placeholder'],
  ['${env:X', 'unknown_placeholder'],
  ['${env: }', 'unknown_placeholder'],
  ['${value:prt}', 'unknown_value'],
  ['${value:constructor}', 'unknown_value'],
])('%s is refused', async (text, code) => {
  const { value, diagnostics } = await resolve(text);
  expect(value).toBeUndefined();
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});
