/** Archives behind URLs: their digests stand in the manifests, and their bytes are fetched by those who send them. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createArtifactClient } from '../../src/artifacts/artifact-client.ts';
import { KEYS, take } from '../commands/snapshots.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { app, applied, cached, declare, maven, planned, RECORD, running } from './applications.ts';
import { type FileServer, sha1, sha256, startFileServer } from './file-server.ts';

afterEach(closeBenches);

async function withFile(bytes = 'one'): Promise<{ bench: Bench; server: FileServer }> {
  const [bench, server] = [await openBench(), await startFileServer()];
  server.files.set('/orders.jar', bytes);
  return { bench, server };
}

function at(server: FileServer, digest: string, path = '/orders.jar'): string {
  return `{ url: "${server.url}${path}", ${digest} }`;
}

describe('with its SHA-1', () => {
  const DIGEST = `sha1: ${sha1('one')}`;

  test('it is asked for once, and only when it is sent', async () => {
    const { bench, server } = await withFile();
    await declare(
      bench,
      app('orders-api', at(server, DIGEST)),
      app('orders-api', at(server, DIGEST), 'mule-2'),
    );
    expect((await planned(bench)).calls).toHaveLength(2);
    expect(server.paths()).toEqual([]);
    await applied(bench);
    expect(server.paths()).toEqual(['/orders.jar']);
    expect(await running(bench, 'orders-api')).toEqual([sha1('one'), sha1('one')]);
    expect((await planned(bench)).calls).toEqual([]);
    expect(server.paths()).toEqual([]);
  });

  test('another URL and another name of the same bytes are no change', async () => {
    const { bench, server } = await withFile();
    await declare(bench, app('orders-api', at(server, DIGEST)));
    await applied(bench);
    server.paths();
    await declare(bench, app('orders-api', at(server, DIGEST, '/moved/orders-api-1.2.0.jar')));
    expect((await planned(bench)).calls).toEqual([]);
    await bench.write({ 'same.jar': 'one' });
    await declare(bench, app('orders-api', '{ file: ./same.jar }'));
    expect((await planned(bench)).calls).toEqual([]);
    expect(server.paths()).toEqual([]);
  });

  test('a name that URLs write otherwise is sent as it reads', async () => {
    const { bench, server } = await withFile();
    server.files.set('/my%20orders.jar', 'one');
    await declare(bench, app('orders-api', at(server, DIGEST, '/my%20orders.jar')));
    await applied(bench);
    const { applications } = (await bench.control('GET', 'world')) as never as {
      applications: { artifact: { fileName: string } }[];
    };
    expect(applications.map(({ artifact }) => artifact.fileName)).toEqual(['my orders.jar']);
  });

  test('other bytes are not sent', async () => {
    const { bench, server } = await withFile('evil');
    await declare(bench, app('orders-api', at(server, DIGEST)), app('stock-api', '{ file: ./stock.jar }'));
    await bench.write({ 'stock.jar': 'stock' });
    const found = `expected sha1 ${sha1('one')}, found ${sha1('evil')}`;
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    await expectFailure(
      result,
      { error: found, hint: /orders\.jar.*orders-api@mule-1: nothing was written/ },
      bench,
    );
    expect(await cached(bench, 'files')).toEqual([]);
  });

  test('a file that is not there is an error before the first write', async () => {
    const { bench, server } = await withFile();
    await declare(
      bench,
      app('orders-api', at(server, DIGEST, '/gone.jar')),
      app('stock-api', '{ file: ./s.jar }'),
    );
    await bench.write({ 's.jar': 'stock' });
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    const error = `${new URL(server.url).host} does not have ${server.url}/gone.jar (404)`;
    await expectFailure(result, { error, hint: 'nothing was written' }, bench);
  });

  test('a query is asked with, and never shown or kept', async () => {
    const { bench, server } = await withFile();
    await declare(bench, app('orders-api', at(server, DIGEST, '/orders.jar?sig=c0ffee-c0ffee')));
    const { text } = await planned(bench, {}, '-v');
    const { stdout, stderr } = await applied(bench, {}, '-v', '-o', 'json');
    expect(server.paths()).toEqual(['/orders.jar?sig=c0ffee-c0ffee']);
    server.files.clear();
    await rm(bench.cache, { recursive: true });
    await declare(bench, app('orders-api', at(server, DIGEST, '/orders.jar?sig=c0ffee-c0ffee'), 'mule-2'));
    const failed = await bench.cli(['apply', '--yes', ...RECORD, '-v']);
    expect(failed.stderr).toContain('(404)');
    const record = await readFile(join(bench.folder, 'record/production.json'), 'utf8');
    for (const shown of [text, stdout, stderr, failed.stdout, failed.stderr, record]) {
      expect(shown).not.toContain('c0ffee');
    }
  });

  test('a download that Ctrl-C stops has written nothing', async () => {
    const { bench, server } = await withFile();
    const stop = new AbortController();
    server.answers.set('/orders.jar', (response) => {
      response.writeHead(200, { 'content-length': 3 }).write('o', () => {
        stop.abort();
        response.end('ne');
      });
    });
    await declare(bench, app('orders-api', at(server, DIGEST)));
    const result = await bench.cli(['apply', '--yes', ...RECORD], { signal: stop.signal });
    expect(result).toMatchObject({ code: 130 });
    expect(await bench.writes()).toEqual([]);
    expect([await cached(bench, 'files'), await cached(bench, 'parts')]).toEqual([[], []]);
  });
});

describe('with its SHA-256 alone', () => {
  const DIGEST = `sha256: ${sha256('one')}`;

  test('it is downloaded once, by the first plan, to know its SHA-1', async () => {
    const { bench, server } = await withFile();
    await declare(bench, app('orders-api', at(server, DIGEST)));
    const first = await planned(bench);
    expect(server.paths()).toEqual(['/orders.jar']);
    expect(first.changes[0]?.change.after.spec.artifact).toMatchObject({
      sha1: sha1('one'),
      sha256: sha256('one'),
    });
    expect((await planned(bench)).text).toBe(first.text);
    await applied(bench);
    expect(server.paths()).toEqual([]);
    expect(await running(bench, 'orders-api')).toEqual([sha1('one')]);
  });

  test('what the record knows of it need not be learnt again, here and elsewhere', async () => {
    const { bench, server } = await withFile();
    await declare(bench, app('orders-api', at(server, DIGEST)));
    await applied(bench);
    server.paths();
    await rm(bench.cache, { recursive: true });
    await declare(
      bench,
      app('orders-api', at(server, DIGEST)),
      app('orders-api', at(server, DIGEST), 'mule-2'),
    );
    expect((await planned(bench)).calls).toHaveLength(1);
    expect(server.paths()).toEqual([]);
    await applied(bench);
    expect(server.paths()).toEqual(['/orders.jar']);
  });

  test('other bytes are an error of the plan, on its line', async () => {
    const { bench, server } = await withFile('evil');
    await declare(bench, app('orders-api', at(server, DIGEST)));
    const result = await bench.cli(['plan', ...RECORD]);
    await expectFailure(result, {
      error: `expected sha256 ${sha256('one')}, found ${sha256('evil')}`,
      hint: null,
    });
    expect(result.stderr).toMatch(/all\.yaml:\d+:\d+/);
  });

  test('bytes with the right SHA-1 and another SHA-256 are not sent', async () => {
    const { bench, server } = await withFile();
    server.release('com.acme:orders:1.0.0', 'one');
    const artifact = maven(server, 'com.acme:orders:1.0.0').replace(/ \}$/, `, sha256: ${sha256('two')} }`);
    await declare(bench, app('orders-api', artifact));
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    await expectFailure(
      result,
      { error: `expected sha256 ${sha256('two')}`, hint: 'nothing was written' },
      bench,
    );
  });
});

describe('a plan with a snapshot asks nobody', () => {
  test('and says what it cannot know', async () => {
    const { bench, server } = await withFile();
    server.release('com.acme:orders:1.0.0', 'one');
    server.release('com.acme:stock:1.0.0', 'stock');
    const stock = app('stock-api', maven(server, 'com.acme:stock:1.0.0'));
    await declare(bench, stock);
    await applied(bench);
    await take(bench, RECORD);
    await rm(bench.cache, { recursive: true });
    await declare(
      bench,
      stock,
      app('orders-api', maven(server, 'com.acme:orders:1.0.0')),
      app('bills-api', at(server, `sha256: ${sha256('one')}`)),
      app('notes-api', at(server, `sha1: ${sha1('one')}`)),
    );
    server.paths();
    await bench.clearLog();
    const result = await bench.cli(['plan', '--live', 'live.json', '-o', 'json=plan.json', '-o', 'text'], {
      env: { MULETEER_SNAPSHOT_KEY: KEYS.secret },
    });
    expect(`${result.code}\n${result.stderr}`).toMatch(/^0\n/);
    expect(server.paths()).toEqual([]);
    expect(result.stderr).toContain('nobody is asked for the digest of com.acme:orders:1.0.0');
    expect(result.stderr).toContain(`nobody is asked for the digest of ${server.url}/orders.jar`);
    expect(result.stderr.match(/nobody is asked/g)).toHaveLength(2);
    expect(result.stdout).toContain('orders-1.0.0-mule-application.jar · sha1 not known');
    const { calls } = JSON.parse(await readFile(join(bench.folder, 'plan.json'), 'utf8'));
    expect(calls).toHaveLength(3);
  });
});

test('a redirect from https to http is not followed', async () => {
  const answer = {
    status: 302,
    text: '',
    transactionId: null,
    retryAfter: null,
    location: 'http://localhost/a.jar',
  };
  const asked: string[] = [];
  const client = createArtifactClient({
    learn: () => {},
    open: async (origin) => ({
      origin,
      send: async ({ path }) => {
        asked.push(`${origin}${path}`);
        return answer;
      },
      close: async () => {},
    }),
  });
  const artifact = {
    title: 'a.jar',
    url: 'https://files.example.com/a.jar',
    fileName: 'a.jar',
    sha1: null,
    sha256: null,
    release: null,
    digestUrl: null,
    credentials: null,
  };
  await expect(client.get(artifact, 'file', async () => {})).rejects.toThrow('which is not followed');
  expect(asked).toEqual(['https://files.example.com/a.jar']);
});
