/**
 * All that a process wrote before it ended. On a busy machine its end is known before its last words were read: many
 * processes end at once, and whoever waits for one hears of all. A timer that was set then may have run out before
 * anything is read again, and half an answer looks like a whole one: half a record.
 */
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

export interface WholeOutput {
  /** To be asked for when the process has ended: what it wrote is there to be read, and nothing more will come. */
  whole(): Promise<Buffer>;
}

/** What was there has been read when so many looks in a row found nothing. Something else may hold the output open. */
const QUIET_LOOKS = 2;

export function collectOutput(output: Readable): WholeOutput {
  const chunks: Buffer[] = [];
  output.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return {
    async whole() {
      for (let quiet = 0; quiet < QUIET_LOOKS && !isOver(output); ) {
        const before = chunks.length;
        // Between two of these everything that can be read is.
        await setImmediate();
        quiet = chunks.length === before ? quiet + 1 : 0;
      }
      return Buffer.concat(chunks);
    },
  };
}

function isOver({ readableEnded, destroyed }: Readable): boolean {
  return readableEnded || destroyed;
}
