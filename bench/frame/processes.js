// Every process that a measure starts, so that none is left behind however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();

/** Starts a script of Node's. `stop` ends it with a signal and resolves when it has ended; `exited` to its code. */
export function startNode(args, { signal = 'SIGTERM', ...options }) {
  const child = spawn(process.execPath, args, options);
  const exited = once(child, 'exit').then(([code]) => code);
  const stop = async () => {
    child.kill(signal);
    await exited;
  };
  running.add(stop);
  const gone = () => running.delete(stop);
  exited.then(gone, gone);
  return { child, exited, stop };
}

/** What still ran would write into folders that are gone. */
export async function stopProcesses() {
  await Promise.all([...running].map((stop) => stop()));
}
