/** Differences as a reader sees them. */
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { SpecValue } from '../../src/model/spec-value.ts';
import { fieldLines } from '../../src/render/field-lines.ts';

function textOf(field: string, before: SpecValue | undefined, after: SpecValue, sends = true): string {
  const fields = [{ path: `spec.${field}`, before, after, cause: 'intent' as const }];
  return fieldLines(fields, sends)
    .map(({ label, text }) => `${label}: ${text}`)
    .join('\n');
}

const secret = new Secret('${env:PASSWORD}', 'hunter2');

describe('properties', () => {
  it('are all told where nobody knows what was there', () => {
    expect(textOf('properties', undefined, { a: '1', b: secret })).toBe('properties: a = 1 · b = (secret)');
    expect(textOf('properties', undefined, {})).toBe('properties: none');
  });

  it('are told by their difference from what was applied, and a secret always', () => {
    const before = { same: '1', changed: '2', gone: '3', password: '(secret)' };
    const after = { same: '1', changed: '4', password: secret, more: '5' };
    expect(textOf('properties', before, after)).toBe(
      'properties: - gone · changed = 2 → 4 · password = (secret) · + more = 5',
    );
  });

  it('may have the names of other things', () => {
    expect(textOf('properties', undefined, { sha1: 'x', exchange: 'y' })).toBe(
      'properties: sha1 = x · exchange = y',
    );
  });
});

describe('an artifact', () => {
  const file = { fileName: 'a-1.jar', sha1: 'aaaaaaaabb', size: 1500 };
  const exchange = { groupId: 'org.acme', artifactId: 'pay', version: '1.2.0' };

  it('is told by its checksums, its new name and what it takes to send it', () => {
    const after = { ...file, fileName: 'a-2.jar', sha1: 'cccccccc' };
    expect(textOf('artifact', file, after)).toBe(
      'artifact: sha1 aaaaaaaa → cccccccc · a-2.jar · 1.5 KB to send',
    );
    expect(textOf('artifact', file, after, false)).toBe(
      'artifact: sha1 aaaaaaaa → cccccccc · a-2.jar · 1.5 KB',
    );
  });

  it('of which the service does not tell the size is an artifact still', () => {
    expect(textOf('artifact', file, { fileName: 'a-1.jar', sha1: 'dddddddd' }, false)).toBe(
      'artifact: sha1 aaaaaaaa → dddddddd',
    );
  });

  it('that goes elsewhere is told as a new one', () => {
    expect(textOf('artifact', file, file)).toBe('artifact: a-1.jar · 1.5 KB · sha1 aaaaaaaa');
  });

  it('from Exchange is told by its version', () => {
    const text = (before: SpecValue | undefined): string => textOf('artifact', before, { exchange });
    expect(text(undefined)).toBe('artifact: from Exchange: org.acme:pay:1.2.0');
    expect(text({ exchange: { ...exchange, version: '1.1.0' } })).toBe(
      'artifact: from Exchange: org.acme:pay:1.1.0 → 1.2.0',
    );
    expect(text({ exchange: { ...exchange, artifactId: 'other', version: '1' } })).toBe(
      'artifact: from Exchange: org.acme:pay:1.2.0',
    );
  });
});

it('says nothing of what stays as it is', () => {
  expect(textOf('desiredStatus', 'STARTED', 'STARTED')).toBe('');
  expect(textOf('servers', ['a'], ['a'])).toBe('');
});
