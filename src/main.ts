#!/usr/bin/env node
/** The process: arguments in, exit code out. Nothing below reads it. */
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io, Output } from './commands/io.ts';
import { EXIT } from './commands/io.ts';
import { run } from './commands/run.ts';

const stop = new AbortController();

/** The first signal lets the call on its way finish; the second leaves at once. */
function onSignal(): void {
  if (stop.signal.aborted) process.exit(EXIT.interrupted);
  stop.abort();
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
// A reader such as `head` may have enough; that is no error of ours.
process.stdout.on('error', () => process.exit(EXIT.done));

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? 0,
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: stop.signal });
  } catch {
    return '';
  } finally {
    lines.close();
  }
}

const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  clock: {
    now: () => Date.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
  },
  signal: stop.signal,
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : null,
};

process.exitCode = await run(process.argv.slice(2), io);
