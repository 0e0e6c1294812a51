import { describe, expect, it } from 'vitest';
import { createMask } from '../../src/commands/mask.ts';

const SECRET = 'correct-horse-battery';

function maskOf(...secrets: readonly string[]) {
  const mask = createMask();
  mask.add(...secrets);
  return mask;
}

describe('the mask of a value', () => {
  it('finds secrets in texts and keys, however deep, and leaves the rest as it is', () => {
    const clean = { name: 'orders-api', list: ['a', { b: 1 }] };
    const value = { clean, text: `is ${SECRET}`, deep: [{ [SECRET]: null }] };
    const masked = maskOf(SECRET).applyTo(value);
    expect(masked).toEqual({ clean, text: 'is (secret)', deep: [{ '(secret)': null }] });
    expect(masked.clean).toBe(clean);
  });

  it('finds one among many texts, wherever it stands', () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `text number ${index}`);
    for (const at of [0, 1_700, 4_999]) {
      const masked = maskOf(SECRET).applyTo(texts.with(at, SECRET));
      expect(masked).toEqual(texts.with(at, '(secret)'));
    }
  });

  it('finds the beginning of one that was cut', () => {
    expect(maskOf(SECRET).applyTo({ message: 'said: correct-ho…' })).toEqual({ message: 'said: (secret)…' });
  });

  it('takes two texts for no secret that stands in neither', () => {
    expect(maskOf('two words').applyTo(['two', 'words'])).toEqual(['two', 'words']);
  });
});
