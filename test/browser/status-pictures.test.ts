/** The pictures in docs/status.md: taken whenever the tests run, and written anew with `UPDATE_GOLDEN=1`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ESTATE } from '../serve/estate-status.ts';
import { openStatusBench, type StatusBench } from './status-bench.ts';

const DOCS = join(import.meta.dirname, '../../docs');

/** As far as the resources go. */
const PART = { x: 0, y: 0, width: 1280, height: 1900 };

let bench: StatusBench;

beforeAll(async () => {
  bench = await openStatusBench();
});

afterAll(() => bench?.close());

it.each([
  ['light', 'status-page.png'],
  ['dark', 'status-page-dark.png'],
] as const)('the page in %s colours is the picture %s', async (colorScheme, name) => {
  const { page } = await bench.open(ESTATE, { colorScheme });
  await page.locator('#live[data-is=live]').waitFor();
  const picture = await page.screenshot({ fullPage: true, clip: PART });
  const file = join(DOCS, 'images', name);
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(file, picture);
  expect(await readFile(join(DOCS, 'status.md'), 'utf8')).toContain(`images/${name}`);
  // Fonts differ from machine to machine, the width does not.
  expect([widthOf(await readFile(file)), widthOf(picture)]).toEqual([1280, 1280]);
});

/** As the head of a PNG says. */
function widthOf(png: Buffer): number {
  return png.readUInt32BE(16);
}
