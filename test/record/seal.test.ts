import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { SpecObject } from '../../src/model/spec-value.ts';
import { noRecord } from '../../src/record/no-record.ts';
import { createRecordKey } from '../../src/record/record-key.ts';
import { createSealer } from '../../src/record/seal.ts';
import { startOf } from './fixtures.ts';

const KEY = createRecordKey('correct horse battery staple');
const OTHER = createRecordKey('correct horse battery stapler');
const VALUE = 'hunter2-and-more';

function specWith(value: string | undefined): SpecObject {
  const secret = new Secret('${env:DB_PASSWORD}', value);
  return { desiredStatus: 'STARTED', properties: { 'db.password': secret }, list: [1, true, null, secret] };
}

function password(spec: SpecObject, key: typeof KEY | null): unknown {
  return (createSealer(key)(spec).properties as Record<string, unknown>)['db.password'];
}

describe('a sealed spec', () => {
  it('has digests instead of secrets, at every depth', () => {
    const secret = { $secret: '${env:DB_PASSWORD}', digest: `hmac-sha256:${KEY.digest(VALUE)}`, key: KEY.id };
    expect(createSealer(KEY)(specWith(VALUE))).toEqual({
      desiredStatus: 'STARTED',
      properties: { 'db.password': secret },
      list: [1, true, null, secret],
    });
  });

  it('is the same for the same value and key, and only then', () => {
    const sealed = password(specWith(VALUE), KEY);
    expect(password(specWith(VALUE), createRecordKey('correct horse battery staple'))).toEqual(sealed);
    expect(password(specWith('another value'), KEY)).not.toEqual(sealed);
    const other = password(specWith(VALUE), OTHER) as Record<string, unknown>;
    expect(other.digest).not.toBe((sealed as Record<string, unknown>).digest);
    expect(other.key).not.toBe((sealed as Record<string, unknown>).key);
  });

  it('has no digest without a key or without a value', () => {
    expect(password(specWith(VALUE), null)).toEqual({ $secret: '${env:DB_PASSWORD}' });
    expect(password(specWith(undefined), KEY)).toEqual({ $secret: '${env:DB_PASSWORD}' });
    expect(password(specWith(''), KEY)).toMatchObject({
      digest: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
    });
  });

  it('never has the value in it, nor an unkeyed digest of it', async () => {
    const { createHash } = await import('node:crypto');
    for (const seal of [createSealer(KEY), createSealer(null), noRecord.seal]) {
      const text = JSON.stringify(seal(specWith(VALUE)));
      expect(text).not.toContain(VALUE);
      expect(text).not.toContain(createHash('sha256').update(VALUE).digest('hex'));
    }
  });

  it('does not take a property for a secret because of its name', () => {
    const forged = {
      properties: { x: { $secret: 'a', digest: 'b' }, $$secret: 'c' },
    } as unknown as SpecObject;
    expect(createSealer(KEY)(forged)).toEqual({
      properties: { x: { $$secret: 'a', digest: 'b' }, $$$secret: 'c' },
    });
  });
});

describe('a record key', () => {
  it('is refused when it is short', () => {
    expect(() => createRecordKey('fifteen chars..')).toThrow(
      expect.objectContaining({ code: 'settings', message: 'the record key is shorter than 16 characters' }),
    );
    expect(createRecordKey('sixteen chars...').id).toMatch(/^[0-9a-f]{8}$/);
  });

  it('shows nothing of itself in its id', () => {
    expect(JSON.stringify(KEY)).not.toContain('horse');
    expect(KEY.id).not.toBe(OTHER.id);
    expect(KEY.id).toBe(createRecordKey('correct horse battery staple').id);
  });
});

describe('no record', () => {
  it('remembers nothing and locks nothing', async () => {
    expect(noRecord.remembers).toBe(false);
    expect(noRecord.describe('production')).toBeNull();
    const run = await noRecord.begin(startOf(null));
    await run.note({});
    await run.end('complete', { created: 0, updated: 0, replaced: 0, deleted: 0, calls: 0 });
    expect(await noRecord.load('production')).toBeNull();
    expect(await noRecord.unlock('production', 'run-1')).toBeNull();
    await expect(noRecord.history('production')).rejects.toMatchObject({ code: 'usage' });
  });
});
