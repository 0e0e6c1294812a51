import type { LevelWithSilent, Logger } from 'pino';
import type { RequestTrace } from '../http/transport.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options.ts';

/** With `-v`, one JSON line on stderr for each request: no header and no body, so that no secret can be in it. */
export async function requestLog(
  { verbose }: Pick<OutputOptions, 'verbose'>,
  io: Io,
): Promise<(trace: RequestTrace) => void> {
  if (verbose !== true) return () => {};
  const { pino } = await import('pino');
  const options = { base: null, level: 'debug', timestamp: () => `,"time":${io.clock.now()}` };
  const log = pino(options, { write: (line: string) => io.stderr.write(line) });
  return requestTrace(log);
}

/** Requests as lines of a log that is there already. */
export function requestTrace(log: Logger): (trace: RequestTrace) => void {
  return (trace) => log[levelOf(trace)](trace, 'request');
}

/** What a person who looks for trouble looks at first. */
function levelOf({ status }: RequestTrace): Exclude<LevelWithSilent, 'silent'> {
  return status === null || status >= 400 ? 'warn' : 'debug';
}
