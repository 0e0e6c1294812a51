/** Two columns, and texts that hang below their first word. */
import { expect, it } from 'vitest';
import { aligned, hanging } from '../../src/render/layout.ts';
import { createPaint } from '../../src/render/paint.ts';

const look = (columns: number, colours = false) => ({ columns, paint: createPaint(colours), all: false });

it('puts the right part at the right where two blanks are left between, else below', () => {
  expect(aligned('left', 'right', look(11))).toBe('left  right');
  expect(aligned('left', 'right', look(10))).toBe('left\n      right');
  expect(aligned('left', '', look(10))).toBe('left');
  expect(aligned('left', 'right', look(500))).toHaveLength(100);
});

it('does not count colours', () => {
  const { paint } = look(11, true);
  expect(aligned(paint.bold('left'), paint.dim('right'), look(11, true))).toBe(
    `${paint.bold('left')}  ${paint.dim('right')}`,
  );
});

it('breaks a text below its first word, and puts a note behind its last line', () => {
  const text = 'one two three four five six seven eight';
  expect(hanging({ mark: '!', text, indent: 0 }, look(34))).toEqual([
    '! one two three four five six',
    '  seven eight',
  ]);
  expect(hanging({ mark: '!', text: 'one', note: 'why', indent: 0 }, look(40))[0]).toHaveLength(40);
  expect(hanging({ mark: '!', text: 'one', note: 'w'.repeat(40), indent: 0 }, look(40))).toEqual([
    '! one',
    `  ${'w'.repeat(40)}`,
  ]);
});
