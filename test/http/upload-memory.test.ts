/** The largest artifact that the service takes is sent from disk as it is read, not through memory. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const SIZE = 200 * 1024 * 1024;
const MOST_GROWTH = 64 * 1024 * 1024;
const CHILD = join(import.meta.dirname, 'upload-child.mjs');

/** A sparse file: it takes no room on disk, and all of it must be read and sent nevertheless. */
function largeFile(): { readonly path: string; readonly sha1: string } {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-upload-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'large.jar');
  writeFileSync(path, '');
  truncateSync(path, SIZE);
  const hash = createHash('sha1');
  const zeros = Buffer.alloc(1024 * 1024);
  for (let done = 0; done < SIZE; done += zeros.length) hash.update(zeros);
  return { path, sha1: hash.digest('hex') };
}

/** Counts what arrives, and keeps none of it. */
async function countingServer(): Promise<{ readonly url: string; readonly bytes: () => number }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.writeHead(202).end('{}'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bytes: () => bytes };
}

test('200 MB go out with less than 64 MB of memory', async ({ annotate }) => {
  const { path, sha1 } = largeFile();
  const server = await countingServer();
  const args = ['--expose-gc', CHILD, server.url, path, sha1, String(SIZE)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { status, grown } = JSON.parse(stdout) as { readonly status: number; readonly grown: number };
  const figure = `a 200 MB upload grew the memory by ${(grown / 1024 / 1024).toFixed(1)} MB`;
  await annotate(figure);
  process.stdout.write(`${figure}\n`);
  expect(status).toBe(202);
  expect(server.bytes()).toBeGreaterThan(SIZE);
  expect(grown).toBeLessThan(MOST_GROWTH);
});
