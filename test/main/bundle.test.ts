/** The files that are published, where they are put together otherwise than the sources are. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { promisify, types } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { ENVIRONMENT } from '../support/manifests.ts';
import { startProxy } from '../support/proxy.ts';

afterEach(closeBenches);

const FOLDER = join(import.meta.dirname, '../../dist/src');
const MAIN = join(FOLDER, 'main.cjs');
const run = promisify(execFile);

test('what stays outside is a package that is installed along, and CommonJS like what asks for it', async () => {
  const names = (await readdir(FOLDER)).filter((name) => /^main.*\.cjs$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  const asked = texts.flatMap((text) => [...text.matchAll(/=require\(["'`]([^"'`]+)["'`]\)/g)]);
  const outside = [...new Set(asked.map(([, name = '']) => name))].filter(
    (name) => !name.startsWith('.') && !isBuiltin(name),
  );
  expect(outside).toContain('fastify');
  const { dependencies } = JSON.parse(await readFile(join(FOLDER, '../../package.json'), 'utf8'));
  const load = createRequire(MAIN);
  for (const name of outside) {
    expect(Object.keys(dependencies)).toContain(packageOf(name));
    // Node does load ES modules this way, but the oldest versions warn of it.
    expect(types.isModuleNamespaceObject(load(name)), name).toBe(false);
  }
});

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

test('of the HTTP client, what goes through a proxy is there, too', async () => {
  const [bench, proxy] = [await openBench(), await startProxy(407)];
  await bench.write({ 'all.yaml': ENVIRONMENT.replace('$URL', 'https://service.example.test') });
  const env = { HTTPS_PROXY: proxy.url };
  const ended = run(process.execPath, [MAIN, 'plan'], { cwd: bench.folder, env });
  await expect(ended).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('HTTPS_PROXY') });
  expect(proxy.tunnels).toContain('service.example.test:443');
});
