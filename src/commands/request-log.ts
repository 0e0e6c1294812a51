import { pino } from 'pino';
import type { RequestTrace } from '../http/transport.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options.ts';

/** With `-v`, one JSON line on stderr for each request: no header and no body, so that no secret can be in it. */
export function requestLog(
  { verbose }: Pick<OutputOptions, 'verbose'>,
  io: Io,
): (trace: RequestTrace) => void {
  if (verbose !== true) return () => {};
  const log = pino({ base: null, level: 'debug' }, { write: (line: string) => io.stderr.write(line) });
  return (trace) => log.debug(trace, 'request');
}
