#!/usr/bin/env node
/** The process: arguments in, exit code out. Nothing below reads it. */
import { setMaxListeners } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { run } from './command-line/run.ts';
import type { Output, Surroundings } from './commands/io.ts';
import { EXIT } from './commands/io.ts';
import { REQUEST_LIMITS } from './http/limits.ts';

const stop = new AbortController();
// Whatever waits listens, and that may be one for each application of an apply.
setMaxListeners(0, stop.signal);

/** The first signal lets the call on its way finish; the second leaves at once. */
function onSignal(): void {
  if (stop.signal.aborted) process.exit(EXIT.interrupted);
  stop.abort();
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

let onHangUp = onSignal;
process.on('SIGHUP', () => onHangUp());

const LEFT_BEHIND_MS = 1_000;

/** Timers that are set for longer run at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A reader such as `head` may have enough. That must not end an apply half-way: the stream falls silent, and the
 * command ends as it would have. Any other failure is worth a line, and no success. Node makes the stream when it is
 * asked for, which is when something is written: most commands say nothing on stderr.
 */
function output(name: 'stdout' | 'stderr', onFailure: (code: string) => void): Output {
  let open = true;
  let stream: NodeJS.WriteStream | undefined;
  const opened = (): NodeJS.WriteStream => {
    stream ??= process[name].on('error', (error: NodeJS.ErrnoException) => {
      if (open && error.code !== 'EPIPE') onFailure(error.code ?? error.message);
      open = false;
    });
    return stream;
  };
  return {
    write(text) {
      if (open) opened().write(text);
    },
    isTerminal: isTerminal[name],
    get columns() {
      return isTerminal[name] ? opened().columns : 0;
    },
    get rows() {
      return isTerminal[name] ? opened().rows : 0;
    },
  };
}

const isTerminal = { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) };
const stderr = output('stderr', () => {});
const stdout = output('stdout', (code) => {
  stderr.write(`error: the results could not be written to stdout (${code})\n`);
  process.exitCode ||= EXIT.error;
});

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal in line mode hands on Ctrl-C as a key; the end of the input is an answer too.
  lines.on('SIGINT', onSignal);
  const ended = new Promise<string>((answer) => lines.once('close', () => answer('')));
  try {
    return await Promise.race([lines.question(question, { signal: stop.signal }), ended]);
  } catch {
    stderr.write('\n');
    return '';
  } finally {
    lines.close();
  }
}

/** A machine that was started anew has none of its old processes, whatever their numbers are now. */
function hostName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
    // Containers may share a name and a machine, but not each other's process numbers.
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}${startOfSpace()}`;
  } catch {
    return hostname();
  }
}

/** Of its first process, as `record/is-gone.ts` has it. */
function startOfSpace(): string {
  try {
    // In clock ticks since the boot: the 20th field after the name, which may hold anything.
    const ticks =
      readFileSync('/proc/1/stat', 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? '';
    return `@${ticks}`;
  } catch {
    // Some hosts hide the processes of others.
    return '';
  }
}

/** A process of somebody else may not be signalled, and is there all the same. */
function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const surroundings: Surroundings = {
  cwd: process.cwd(),
  env: process.env,
  stdout,
  stderr,
  clock: {
    now: () => Date.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
  },
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds).unref();
    return () => clearInterval(timer);
  },
  after(milliseconds, action) {
    const timer = setTimeout(action, Math.min(milliseconds, LONGEST_MS));
    return () => clearTimeout(timer);
  },
  async watch(watched, listener) {
    const { createWatchFiles } = await import('./files/watch-files.ts');
    return createWatchFiles([process.stdout.fd, process.stderr.fd])(watched, listener);
  },
  onHangUp(action) {
    onHangUp = action;
    return () => {
      onHangUp = onSignal;
    };
  },
  signal: stop.signal,
  runner: { host: hostName(), process: process.pid, isAlive },
  newId: () => crypto.randomUUID(),
  random: () => Math.random(),
  limits: REQUEST_LIMITS,
  onCrash(tell) {
    process.on('uncaughtException', (error) => process.exit(tell(error)));
  },
  ask: isTerminal.stdin && isTerminal.stderr ? ask : null,
};

void run(process.argv.slice(2), surroundings).then((code) => {
  // A failed output may have set it already, or may do so while the last of it is written.
  process.exitCode = code || process.exitCode || EXIT.done;
  // Somebody waits for it to end: what still hangs, such as a git that gets no answer, must not keep it.
  if (stop.signal.aborted) setTimeout(() => process.exit(), LEFT_BEHIND_MS).unref();
});
