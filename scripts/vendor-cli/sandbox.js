import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/main.cjs');
const TLS = join(ROOT, 'test/fixtures/tls');

/** The sandbox as its users start it, over https, for the vendor's command line speaks nothing else. */
export async function startSandbox() {
  if (!existsSync(MAIN)) throw new Error('there is no dist/: run `npm run build` first');
  const ca = join(TLS, 'ca.pem');
  const tls = ['--tls-cert', join(TLS, 'server.pem'), '--tls-key', join(TLS, 'server.key')];
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--port', '0', ...tls], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
  const { url } = JSON.parse(line);
  const { port } = new URL(url);
  const control = (method, path, body) =>
    send({ method, port, path: `/__sandbox/${path}`, ca: readFileSync(ca), body });
  return {
    host: `localhost:${port}`,
    ca,
    control,
    /** Everything that it remembers, once all that was scheduled has happened. */
    async world() {
      await control('POST', 'clock', { advanceMs: 10_000 });
      return control('GET', 'world');
    },
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function send({ body, ...options }) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ host: 'localhost', headers: body ? headers : {}, ...options }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode < 300) resolve(text === '' ? undefined : JSON.parse(text));
        else reject(new Error(`${options.path} was answered with ${answer.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
