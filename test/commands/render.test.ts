/** `render`: the final manifests, byte for byte, and as input again. `UPDATE_GOLDEN=1` writes the files anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { openMany, runIn } from './many-environments.ts';

afterEach(closeBenches);

const FOLDER = join(import.meta.dirname, '../fixtures/render');

async function renderMany(...args: readonly string[]) {
  const bench = await openMany();
  return runIn(bench)('render', ...args);
}

describe('is as it was', () => {
  test.each<readonly [string, readonly string[]]>([
    ['all.yaml', []],
    ['dev.yaml', ['dev']],
    ['test.yaml', ['--target', 'shop-test']],
    ['production.yaml', ['--target', '*-production']],
    ['production.json', ['-o', 'json', 'production']],
  ])('%s', async (name, args) => {
    const { code, stdout, stderr } = await renderMany(...args);
    expect(`${code} ${stderr}`).toBe('0 ');
    const golden = join(FOLDER, name);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, stdout);
    expect(stdout).toBe(readFileSync(golden, 'utf8'));
    expect(stdout).not.toContain('not-in-any-output');
  });

  test('for all three beside each other', () => expect(readdirSync(FOLDER)).toHaveLength(5));
});

describe('what is rendered', () => {
  test('is valid in place of what it was made from, and declares the same', async () => {
    const bench = await openMany();
    const cli = runIn(bench);
    const planned = async (...paths: readonly string[]) => {
      const { stdout } = await cli('plan', '-o', 'json', '--all', ...paths);
      const { resource_changes: changes } = JSON.parse(stdout) as { resource_changes: readonly Row[] };
      return changes.map(({ address, change }) => ({ address, after: change.after }));
    };
    const before = await planned();
    expect(before.length).toBeGreaterThan(8);
    expect(await cli('render', '-o', 'yaml=final/all.yaml')).toMatchObject({ code: 0, stdout: '' });
    expect(await planned('final')).toEqual(before);
  });

  test('keeps what is secret, and what only looks like a placeholder', async () => {
    const bench = await openBench();
    const properties =
      '{ a: "$${not.one}", b: "${env:DB}/$${x}/${value:v}", c: "${file:./secret.txt}", d: "${value:odd}" }';
    await bench.write({
      'all/env.yaml': documents(
        `${ENVIRONMENT}  values: { v: one, odd: "$\${env:HOME}" }\n  tls: { ca: ./ca.pem }\n`,
        servers('mule-1'),
      ),
      'all/app.yaml': manifest(
        'Application',
        'pay-api',
        `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: ${properties} }`,
      ),
      'all/a.jar': 'bytes',
      'all/ca.pem': '',
      'all/secret.txt': 'from-a-file',
    });
    const env = { DB: 'from-a-variable' };
    const { code, stdout, stderr } = await bench.cli(['render'], { env });
    expect(`${code} ${stderr}`).toBe('0 ');
    const [target = '', , app = ''] = stdout.split('---\n');
    expect(parse(target).spec.tls).toEqual({ ca: './all/ca.pem' });
    expect(parse(app).spec).toEqual({
      target: { server: 'mule-1' },
      artifact: { file: './all/a.jar' },
      properties: {
        a: '$${not.one}',
        b: '${env:DB}/$${x}/one',
        c: '${file:./all/secret.txt}',
        d: '$${env:HOME}',
      },
    });
    // In a file the paths start there.
    await bench.cli(['render', '-o', 'yaml=out/deep/all.yaml'], { env });
    const written = readFileSync(join(bench.folder, 'out/deep/all.yaml'), 'utf8');
    expect(written).toContain('file: ../../all/a.jar');
    expect(await bench.cli(['validate', 'out'], { env })).toMatchObject({ code: 0, stderr: '' });
  });

  test('does not depend on the names of files', async () => {
    const one = await openBench();
    await one.write({ 'a.yaml': servers('mule-2', 'mule-1'), 'b.yaml': documents(ENVIRONMENT) });
    const two = await openBench();
    await two.write({
      'b.yaml': servers('mule-1'),
      'c.yaml': servers('mule-2'),
      'x.yaml': documents(ENVIRONMENT),
    });
    const plain = ({ stdout }: { stdout: string }) =>
      stdout.replace(/^#.*\n/gm, '').replace(/http\S+/g, 'URL');
    expect(plain(await one.cli(['render']))).toBe(plain(await two.cli(['render'])));
  });
});

describe('nothing is rendered', () => {
  test('of manifests with mistakes', async () => {
    const bench = await openMany();
    await bench.write({ 'base/group.yaml': 'apiVersion: muleteer/v1\nkind: ServerGrop\n' });
    const { code, stdout, stderr } = await runIn(bench)('render');
    expect(`${code} ${stdout}`).toBe('1 ');
    expect(stderr).toContain('base/group.yaml:2:7');
  });

  test('of a target that is not there', async () => {
    const { code, stdout, stderr } = await renderMany('--target', 'shop-live');
    expect(`${code} ${stdout}`).toBe('1 ');
    expect(stderr).toContain('no manifest declares the target shop-live');
  });
});

test('a secret that is not there is a warning', async () => {
  const bench = await openMany();
  const { code, stdout, stderr } = await bench.cli(['render', 'dev']);
  expect(code).toBe(0);
  expect(stderr).toContain('the variable DB_PASSWORD is not set');
  expect(stdout).toContain('db.password: ${env:DB_PASSWORD}');
  expect((await bench.cli(['render', 'dev', '-q'])).stderr).toBe('');
});

interface Row {
  readonly address: string;
  readonly change: { readonly after: unknown };
}
