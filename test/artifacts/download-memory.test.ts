/** The largest artifact that the service takes is written to disk as it comes, not kept in memory. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startFileServer } from './file-server.ts';

const SIZE = 200 * 1024 * 1024;
const MOST_GROWTH = 64 * 1024 * 1024;
const CHILD = join(import.meta.dirname, 'download-child.mjs');
const PART = Buffer.alloc(1024 * 1024);

test('200 MB come in with less than 64 MB of memory', async ({ annotate }) => {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-download-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const hash = createHash('sha1');
  for (let done = 0; done < SIZE; done += PART.length) hash.update(PART);
  const server = await startFileServer();
  server.files.set('/small.jar', '');
  server.answers.set('/large.jar', async (response) => {
    response.writeHead(200, { 'content-length': SIZE });
    for (let done = 0; done < SIZE; done += PART.length) {
      if (!response.write(PART)) await new Promise((drained) => response.once('drain', drained));
    }
    response.end();
  });
  const args = ['--expose-gc', CHILD, server.url, hash.digest('hex'), folder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { size, grown } = JSON.parse(stdout) as { readonly size: number; readonly grown: number };
  const figure = `a 200 MB download grew the memory by ${(grown / 1024 / 1024).toFixed(1)} MB`;
  await annotate(figure);
  process.stdout.write(`${figure}\n`);
  expect(size).toBe(SIZE);
  expect(grown).toBeLessThan(MOST_GROWTH);
});
