// `npm run demo`: the real command line against a local Runtime Manager and Mule Management Console.
//
// Every command is run as it is printed, in a temporary copy of examples/manifests/full-estate; what stands below
// it is its own output. Nothing leaves this machine, and nothing stays behind.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildArtifact } from './demo/artifact.js';

const ROOT = join(import.meta.dirname, '..');
const MAIN = join(ROOT, 'dist/src/main.cjs');
const ESTATE = join(ROOT, 'examples/manifests/full-estate');
const START_LIMIT_MS = 10_000;

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

if (!existsSync(MAIN)) {
  console.error('dist/ is missing: run `npm run build` first');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'muleteer-demo-'));
let sandbox;
process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

try {
  await demo();
} catch (error) {
  console.error(`\n${paint(31, 'The demo failed:')} ${error.message}`);
  process.exitCode = 1;
} finally {
  cleanUp();
}

async function demo() {
  cpSync(ESTATE, folder, { recursive: true });
  sandbox = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, mmc } = JSON.parse(await firstLine(sandbox));
  const env = variables(url, mmc);

  say('Muleteer brings a MuleSoft estate in line with YAML files in git.');
  say(
    'Running on this machine: a stand-in for Anypoint Runtime Manager, with six idle servers, and one for MMC.',
  );
  show('cat production/clusters.yaml production/apps/orders-api.yaml');
  for (const file of ['production/clusters.yaml', 'production/apps/orders-api.yaml']) {
    console.log(readFileSync(join(folder, file), 'utf8').trimEnd());
  }

  say('Are the files right? That takes no network.');
  await run(['validate'], env, 0);

  say('What would have to happen? A plan reads, and never writes.');
  await run(['plan'], env, 0);

  say('Carry it out: one line when a call goes out, one when its effect has been seen on every server.');
  await run(['apply', '--yes'], env, 0);

  say('Again: everything is as declared. Exit code 0 says so; with changes it would be 2.');
  await run(['plan', '--detailed-exitcode'], env, 0);

  say('A new release of orders-api: its archive, and one line of its manifest.');
  release();

  say('One changed line, one call. It says what it interrupts before anybody agrees.');
  await run(['plan', '--detailed-exitcode'], env, 2);
  await run(['apply', '--yes'], env, 0);
  await run(['plan', '--detailed-exitcode'], env, 0);

  say('That was the demo. Next: README.md, "Your own estate".');
}

/** What a developer would commit: the new archive beside the old one, and the manifest that names it. */
function release() {
  const archive = 'orders-api-1.3.0-mule-application.jar';
  const manifest = join(folder, 'production/apps/orders-api.yaml');
  show(`cp ~/build/${archive} production/artifacts/`);
  writeFileSync(join(folder, 'production/artifacts', archive), buildArtifact('orders-api', '1.3.0'));
  show("sed -i 's/1.2.0/1.3.0/' production/apps/orders-api.yaml");
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('1.2.0', '1.3.0'));
}

/** The outer environment without what would lead a command elsewhere: other credentials, settings, a proxy. */
function variables(url, mmc) {
  const outer = Object.entries(process.env).filter(
    ([name]) => !/^(ANYPOINT_|MMC_|MULETEER_|https?_proxy$)/i.test(name),
  );
  return {
    ...Object.fromEntries(outer),
    ANYPOINT_HOST: url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    MMC_URL: mmc,
    MMC_USERNAME: 'admin',
    MMC_PASSWORD: 'admin',
    DB_PASSWORD: 'a secret of the demo',
  };
}

/** Runs one command line in the folder, its output as it comes. */
async function run(args, env, expected) {
  show(`muleteer ${args.join(' ')}`);
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== expected) {
    throw new Error(`muleteer ${args.join(' ')} ended with ${code}, expected was ${expected}`);
  }
}

/** A remark between the commands, in lines that a narrow terminal can hold. */
function say(text) {
  const lines = text.match(/.{1,76}(?:\s|$)/g) ?? [];
  console.log(`\n${lines.map((line) => paint(36, `# ${line.trimEnd()}`)).join('\n')}`);
}

function show(command) {
  console.log(`\n${paint(1, `$ ${command}`)}`);
}

async function firstLine(child) {
  const lines = createInterface({ input: child.stdout });
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it answered`)));
      timer = setTimeout(() => reject(new Error('the sandbox did not start in 10 s')), START_LIMIT_MS);
    });
  } finally {
    clearTimeout(timer);
    lines.close();
  }
}

/** The sandbox by its own process, and the folder. Safe to call twice. */
function cleanUp() {
  sandbox?.kill();
  rmSync(folder, { recursive: true, force: true });
}
