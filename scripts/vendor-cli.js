// Drives the sandbox with the vendor's own command line, which shares no code with us: what it can work with is
// what the real service looks like to it. Opt-in, since it installs 400 packages into a temporary folder:
// `npm run vendor-cli`. It ends with one line, and with exit code 1 where a command did not pass.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCli } from './vendor-cli/anypoint-cli.js';
import { commands } from './vendor-cli/commands.js';
import { startSandbox } from './vendor-cli/sandbox.js';

const folder = mkdtempSync(join(tmpdir(), 'muleteer-vendor-cli-'));
const all = commands(folder);
let passed = 0;
let sandbox;
try {
  console.log('installing anypoint-cli-v4');
  const cli = await installCli(folder);
  sandbox = await startSandbox();
  for (const step of all) if (await passes(step, cli)) passed += 1;
} finally {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`commands run: ${all.length}, commands passed: ${passed}`);
process.exitCode = passed === all.length ? 0 : 1;

/** Runs one command and says how it went; a mistake in one does not keep the others from running. */
async function passes({ args, check, as, fault }, cli) {
  const started = Date.now();
  let words = args;
  let result = { stdout: '', stderr: '' };
  const about = (sign) =>
    `${sign} ${String(words.join?.(' ') ?? words).replaceAll(folder, '.')}${as === undefined ? '' : ` (as ${as})`}`;
  try {
    if (typeof args === 'function') words = args(await sandbox.world());
    if (fault !== undefined) await sandbox.control('POST', 'faults', fault);
    result = await cli(words, { host: sandbox.host, ca: sandbox.ca, as });
    await check(result, sandbox);
  } catch (error) {
    console.log(
      `${about('FAIL')}\n${error.message}\n${result.stdout}${result.stderr}`.replaceAll('\n', '\n     '),
    );
    return false;
  }
  console.log(`${about('ok  ')}, ${Date.now() - started} ms`);
  return true;
}
