/** The action's program: `start` and `run` are its two steps. Nothing below reads the process. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runAction } from './run-action.ts';

process.exitCode = await runAction(process.argv[2] ?? '', {
  env: process.env,
  fetch: globalThis.fetch,
  log: (text) => void process.stdout.write(text),
  now: () => Date.now(),
  sleep: (milliseconds) => wait(milliseconds),
  newId: () => randomUUID(),
  muleteer: [process.execPath, join(import.meta.dirname, '../src/main.cjs')],
});
