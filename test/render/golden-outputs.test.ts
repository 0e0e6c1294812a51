/**
 * Every format on five plans, byte for byte. `UPDATE_GOLDEN=1` writes them anew; read them before committing.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/render/paint.ts';
import type { PlanFormat } from '../../src/render/plan-format.ts';
import { PLAN_FORMATS } from '../../src/render/plan-formats.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { GOLDEN_PLANS } from './golden-plans.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/outputs');

/** As into a file: no colours, no time. */
const text: PlanFormat = (plan, { version, all }) =>
  renderPlanText(plan, { version, all, columns: 100, paint: createPaint(false), elapsed: null, now: null });

describe.each(Object.entries({ ...PLAN_FORMATS, text }))('%s', (format, render) => {
  it.each(Object.entries(GOLDEN_PLANS))('%s', (name, plan) => {
    const file = join(FOLDER, `${name}.golden.${format}`);
    const shown = golden(render(plan, { version: '0.1.0', all: false, fileOf: (file) => file }));
    if (process.env.UPDATE_GOLDEN !== undefined) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, shown);
    }
    expect(existsSync(file)).toBe(true);
    expect(shown).toBe(readFileSync(file, 'utf8'));
  });
});

const LARGE = 150_000;

/** Of a large one its beginning, its end and a digest of all: nobody reads two megabytes. */
function golden(text: string): string {
  if (text.length <= LARGE) return text;
  const lines = text.split('\n').map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
  const digest = createHash('sha256').update(text).digest('hex');
  return [...lines.slice(0, 120), `… ${lines.length} lines, sha256 ${digest} …`, ...lines.slice(-40)].join(
    '\n',
  );
}
