import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '1.6.12';
const LIMIT_MS = 60_000;

const CREDENTIALS = {
  'connected app': { ANYPOINT_CLIENT_ID: 'sandbox', ANYPOINT_CLIENT_SECRET: 'sandbox' },
  user: { ANYPOINT_USERNAME: 'sandbox', ANYPOINT_PASSWORD: 'sandbox' },
  'wrong app': { ANYPOINT_CLIENT_ID: 'sandbox', ANYPOINT_CLIENT_SECRET: 'wrong' },
};

/** Installs the command line below the folder; resolves to a function that runs one command of it. */
export async function installCli(folder) {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', `anypoint-cli-v4@${VERSION}`, '--no-audit', '--no-fund', '--loglevel=error'];
  // The browser that it would download serves sign-in by a second factor only.
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' };
  const installed = await run(npm, args, { cwd: folder, env, shell: process.platform === 'win32' });
  if (installed.code !== 0) throw new Error(`npm install failed:\n${installed.stderr}`);
  const program = join(folder, 'node_modules/anypoint-cli-v4/bin/run');
  return (words, { host, ca, as = 'connected app' }) => {
    // It keeps the session below its home, whatever the host: each credential gets a home of its own.
    const home = join(folder, `home-${as.replaceAll(' ', '-')}`);
    mkdirSync(home, { recursive: true });
    return run(process.execPath, [program, ...words], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        NODE_EXTRA_CA_CERTS: ca,
        ANYPOINT_HOST: host,
        ANYPOINT_ORG: 'Acme',
        ANYPOINT_ENV: 'Sandbox',
        ...CREDENTIALS[as],
      },
      timeout: LIMIT_MS,
    });
  };
}

function run(file, args, options) {
  return new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 16 * 1024 * 1024, ...options }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
