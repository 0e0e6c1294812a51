import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const MAIN = join(import.meta.dirname, '../../dist/src/main.cjs');

/** A sandbox of its own, and the command line against it. */
export async function startSandbox() {
  if (!existsSync(MAIN)) throw new Error('there is no dist/: run `npm run build` first');
  let running = await start();
  return {
    /** A new world. */
    async reset() {
      await running.close();
      running = await start();
    },
    async muleteer(args, cwd) {
      const env = { PATH: process.env.PATH, ...running.env };
      const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { cwd, env });
      return stdout;
    },
    close: () => running.close(),
  };
}

async function start() {
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
  const { url, mmc } = JSON.parse(line);
  return {
    env: {
      ...{ ANYPOINT_HOST: url, ANYPOINT_CLIENT_ID: 'sandbox', ANYPOINT_CLIENT_SECRET: 'sandbox' },
      ...{ MMC_URL: mmc, MMC_USERNAME: 'admin', MMC_PASSWORD: 'admin', DB_PASSWORD: 'not-in-any-plan' },
    },
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
