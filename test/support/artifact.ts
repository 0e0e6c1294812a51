import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FilePart } from '../../src/model/call.ts';

/** A file on disk, and what a plan says about it; gone after the test. */
export function artifact(fileName: string, bytes: Buffer): FilePart {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-artifact-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'artifact');
  writeFileSync(path, bytes);
  return { path, fileName, sha1: createHash('sha1').update(bytes).digest('hex'), size: bytes.length };
}
