import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { createPaint } from '../../src/render/paint.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

/**
 * Each folder is a set of manifests with mistakes, and what we say about them. It is copied into a repository of
 * its own, beside an `outside.jar`, with an `app.jar`; `case.json` adds what a checkout cannot hold.
 * `UPDATE_GOLDEN=1` writes the answers anew; read them before they are committed.
 */
interface Case {
  readonly paths?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly sizes?: Readonly<Record<string, number>>;
  /** Base64. */
  readonly bytes?: Readonly<Record<string, string>>;
}

const FOLDER = join(import.meta.dirname, '../fixtures/broken');
const GOLDEN = 'expected.golden.txt';
const NAMES = readdirSync(FOLDER).sort();

async function renderCase(name: string): Promise<string> {
  const folder = temporaryRepository({ 'app.jar': 'bytes', '../outside.jar': 'bytes' });
  cpSync(join(FOLDER, name), folder, { recursive: true });
  const settings = join(folder, 'case.json');
  const about: Case = existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {};
  for (const [link, target] of Object.entries(about.links ?? {})) symlinkSync(target, join(folder, link));
  for (const [file, base64] of Object.entries(about.bytes ?? {})) {
    writeFileSync(join(folder, file), Buffer.from(base64, 'base64'));
  }
  for (const [file, size] of Object.entries(about.sizes ?? {})) {
    writeFileSync(join(folder, file), '');
    truncateSync(join(folder, file), size);
  }
  const { diagnostics } = await loadAll(folder, about.paths, about.env);
  return renderDiagnostics(diagnostics, { columns: 100, paint: createPaint(false) });
}

describe('manifests with mistakes', () => {
  test('are many', () => expect(NAMES.length).toBeGreaterThanOrEqual(40));

  test.each(NAMES)('%s', async (name) => {
    const golden = join(FOLDER, name, GOLDEN);
    const rendered = await renderCase(name);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, rendered);
    expect(rendered).toBe(readFileSync(golden, 'utf8'));
    expect(rendered).not.toMatch(/^\s+at .*[(:]\d+:\d+\)?$/m);
    expect(rendered).not.toMatch(/node_modules|\.ts:\d|undefined|\[object/);
  });
});
