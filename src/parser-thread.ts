/** What runs in the other thread of `manifests/start-parser.ts`: files in, what is to be kept of each out. */
import { parentPort } from 'node:worker_threads';
import type { FoundFile } from './manifests/find-files.ts';
import { documentsToKeep } from './manifests/parse-file.ts';

parentPort?.on('message', (files: readonly FoundFile[]) => {
  parentPort?.postMessage(files.map(documentsToKeep));
});
