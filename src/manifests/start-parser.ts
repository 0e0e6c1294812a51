import { Worker } from 'node:worker_threads';
import type { FoundFile } from './find-files.ts';
import type { KeptDocument } from './source-document.ts';

/** What is to be kept of a file; null where it has to be looked at more closely. */
export type Kept = readonly KeptDocument[] | null;

/** Another thread that parses files. */
export interface ParserThread {
  /** One answer for each file, in their order. @throws where the thread came to an end */
  parse(files: readonly FoundFile[]): Promise<readonly Kept[]>;
  end(): void;
}

interface Waiting {
  readonly resolve: (kept: readonly Kept[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** @param script `parser-thread.ts`, built */
export function startParser(script: string): ParserThread {
  const worker = new Worker(script);
  const waiting: Waiting[] = [];
  let over: unknown = null;
  const fail = (reason: unknown): void => {
    over ??= reason;
    for (const { reject } of waiting.splice(0)) reject(over);
  };
  worker.on('message', (kept: readonly Kept[]) => waiting.shift()?.resolve(kept));
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread ended')));
  return {
    parse: (files) =>
      new Promise((resolve, reject) => {
        if (over !== null) return reject(over);
        waiting.push({ resolve, reject });
        worker.postMessage(files);
      }),
    end: () => void worker.terminate(),
  };
}
