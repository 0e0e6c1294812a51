/** Releases in a Maven repository: asked for their digests by plans, and for their bytes by those who send them. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { app, applied, cached, declare, maven, planned, RECORD, running } from './applications.ts';
import { redirect, sha1, startFileServer } from './file-server.ts';

afterEach(closeBenches);

const ORDERS = 'com.acme.pay:orders-api:1.2.0';

describe('a plan', () => {
  test('over 900 releases asks for 900 digests, downloads nothing, and the next one asks nobody', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    const names = Array.from({ length: 900 }, (_, index) => `app-${index}`);
    for (const name of names) server.release(`com.acme:${name}:1.0.0`, `bytes of ${name}`);
    await declare(bench, ...names.map((name) => app(name, maven(server, `com.acme:${name}:1.0.0`))));
    const first = await planned(bench);
    expect(first.calls).toHaveLength(900);
    const asked = server.paths();
    expect(asked.filter((path) => path.endsWith('.jar.sha1'))).toHaveLength(900);
    expect(asked).toHaveLength(900);
    expect(first.changes[7]?.change.after.spec.artifact).toMatchObject({
      sha1: sha1(`bytes of ${first.changes[7]?.address.replace(/^.*\/|@.*$/g, '')}`),
    });
    const second = await planned(bench);
    expect(server.paths()).toEqual([]);
    expect(second.text).toBe(first.text);
    // Twice 900 manifests are read and planned.
  }, 120_000);

  test('is the same with and without what earlier runs left in the cache', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    await declare(
      bench,
      app('orders-api', maven(server, ORDERS)),
      app('orders-api', maven(server, ORDERS), 'mule-2'),
    );
    const other = { env: { MULETEER_CACHE_DIR: `${bench.cache}/other` } };
    await applied(bench, other, '--only', '*@mule-2');
    await bench.cli(['plan', '-o', 'json=reviewed.json', ...RECORD]);
    const [cold, warm] = [await planned(bench), await planned(bench, other)];
    expect(warm.text).toBe(cold.text);
    await applied(bench, other, '--plan', 'reviewed.json');
  });

  test('says nothing of credentials, and another password is no change', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    const credentials = ', credentials: { username: ci, password: "${env:NEXUS}" }';
    await declare(bench, app('orders-api', maven(server, ORDERS, credentials)));
    server.authorization = `Basic ${Buffer.from('ci:pa55word').toString('base64')}`;
    const { changes, text } = await planned(bench, { env: { NEXUS: 'pa55word' } }, '-v');
    expect(changes[0]?.change.after.spec.artifact).toEqual({
      fileName: 'orders-api-1.2.0-mule-application.jar',
      sha1: sha1('one'),
      maven: {
        repository: server.url,
        groupId: 'com.acme.pay',
        artifactId: 'orders-api',
        version: '1.2.0',
        classifier: 'mule-application',
      },
    });
    expect(text).not.toMatch(/pa55word|Y2k6|NEXUS/);
    await applied(bench, { env: { NEXUS: 'pa55word' } });
    expect((await planned(bench, { env: { NEXUS: 'changed' } })).calls).toEqual([]);
  });
});

describe('an apply', () => {
  test('downloads each release once, before its first write', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    const path = server.release(ORDERS, 'one');
    server.release('com.acme:stock:2.0', 'stock', '');
    await declare(
      bench,
      app('orders-api', maven(server, ORDERS)),
      app('orders-api', maven(server, ORDERS), 'mule-2'),
      app('stock-api', maven(server, 'com.acme:stock:2.0', ', classifier: ""')),
    );
    const result = await applied(bench);
    expect(server.jars()).toEqual([path, '/com/acme/stock/2.0/stock-2.0.jar'].sort());
    expect(result.stderr).toMatch(/orders-api-1\.2\.0-mule-application\.jar is here, 3 B/);
    expect(await running(bench, 'orders-api')).toEqual([sha1('one'), sha1('one')]);
    expect(await running(bench, 'stock-api')).toEqual([sha1('stock')]);
    expect((await planned(bench)).calls).toEqual([]);
    expect(server.paths()).toEqual([]);
  });

  test('of a second target takes it from the cache', async () => {
    const [bench, second, server] = [await openBench(), await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    for (const one of [bench, second]) await declare(one, app('orders-api', maven(server, ORDERS)));
    await applied(bench);
    expect(server.paths()).toHaveLength(2);
    await applied(second, { env: { MULETEER_CACHE_DIR: bench.cache } });
    expect(server.paths()).toEqual([]);
    expect(await running(second, 'orders-api')).toEqual([sha1('one')]);
  });

  test('of a new version sends that', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    const next = server.release('com.acme.pay:orders-api:1.3.0', 'two');
    await declare(bench, app('orders-api', maven(server, ORDERS), 'mule-1', ', properties: {}'));
    await applied(bench);
    server.paths();
    await declare(
      bench,
      app('orders-api', maven(server, 'com.acme.pay:orders-api:1.3.0'), 'mule-1', ', properties: {}'),
    );
    await applied(bench);
    expect(server.paths()).toEqual([`${next}.sha1`, next]);
    expect(await running(bench, 'orders-api')).toEqual([sha1('two')]);
  });

  test('that fails after an update rolls back to what was there', async () => {
    const [bench, server] = [await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    server.release('com.acme.pay:orders-api:1.3.0', 'two');
    const more = ', properties: {}, rollout: { onFailure: rollback }';
    await declare(bench, app('orders-api', maven(server, ORDERS), 'mule-1', more));
    await applied(bench);
    await declare(bench, app('orders-api', maven(server, 'com.acme.pay:orders-api:1.3.0'), 'mule-1', more));
    await bench.control('POST', 'deployments/fail', { application: 'orders-api', message: 'no', times: 1 });
    const { code, stdout } = await bench.cli(['apply', '--yes', ...RECORD]);
    expect(`${code}\n${stdout}`).toMatch(/^5\n/);
    expect(stdout).toContain('rolled back');
    expect(await running(bench, 'orders-api')).toEqual([sha1('one')]);
  });
});

describe('a repository that', () => {
  async function withRepository(more = '') {
    const [bench, server] = [await openBench(), await startFileServer()];
    const path = server.release(ORDERS, 'one');
    await declare(bench, app('orders-api', maven(server, ORDERS, more)));
    return { bench, server, path, host: new URL(server.url).host };
  }

  test('does not have it: the line that names it, and nothing written', async () => {
    const { bench, server, host } = await withRepository();
    server.files.clear();
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    await expectFailure(result, { error: `${host} has no SHA-1 of ${ORDERS} (404)`, hint: null }, bench);
    expect(result.stderr).toMatch(/all\.yaml:\d+:\d+/);
    expect(result.stderr).toContain('declare sha1 or sha256 beside maven');
  });

  test('wants to know who asks', async () => {
    const { bench, server, host } = await withRepository();
    server.authorization = 'Basic x';
    const result = await bench.cli(['plan', ...RECORD]);
    await expectFailure(
      result,
      { error: `${host} wants to know who asks for ${ORDERS} (401)`, hint: null },
      bench,
    );
  });

  test('refuses the credentials, which are never shown', async () => {
    const { bench, server, host } = await withRepository(', credentials: { token: "${env:NEXUS}" }');
    server.authorization = 'Bearer other';
    server.answers.set('/any', () => {});
    const result = await bench.cli(['plan', '-v', ...RECORD], { env: { NEXUS: 's3cret-token' } });
    await expectFailure(
      result,
      { error: `${host} refuses the credentials for ${ORDERS} (401)`, hint: null },
      bench,
    );
    expect(`${result.stdout}${result.stderr}`).not.toContain('s3cret-token');
    expect(server.asked[0]?.headers.authorization).toBe('Bearer s3cret-token');
  });

  test('has to be asked with a secret that is not there', async () => {
    const { bench } = await withRepository(', credentials: { token: "${env:NEXUS}" }');
    const result = await bench.cli(['plan', ...RECORD]);
    await expectFailure(result, { error: '${env:NEXUS} cannot be resolved', hint: null }, bench);
  });

  test('answers with its pages', async () => {
    const { bench, server, path, host } = await withRepository();
    server.files.set(`${path}.sha1`, '<!doctype html><title>Nexus</title>');
    const error = `what ${host} tells as the SHA-1 of ${ORDERS} is none`;
    await expectFailure(await bench.cli(['plan', ...RECORD]), { error, hint: null }, bench);
  });

  test('keeps no .sha1 is asked for nothing where the manifest has the digest', async () => {
    const { bench, server, path } = await withRepository();
    server.files.delete(`${path}.sha1`);
    const artifact = maven(server, ORDERS).replace(/ \}$/, `, sha1: ${sha1('one').toUpperCase()} }`);
    await declare(bench, app('orders-api', artifact));
    await planned(bench);
    expect(server.paths()).toEqual([]);
    await applied(bench);
    expect(server.paths()).toEqual([path]);
  });

  test('is not there stops the run once', async () => {
    const { bench } = await withRepository();
    const nobody = { url: 'http://localhost:1' } as never;
    await declare(
      bench,
      ...Array.from({ length: 30 }, (_, index) => app(`app-${index}`, maven(nobody, `g:a${index}:1.0`))),
    );
    await expectFailure(
      await bench.cli(['plan', ...RECORD]),
      { error: 'cannot reach localhost:1', hint: /./ },
      bench,
    );
  });

  test('has other bytes than it says: nothing is written, nothing is kept, and it is asked again', async () => {
    const { bench, server, path, host } = await withRepository();
    server.files.set(path, 'evil');
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    const found = `expected sha1 ${sha1('one')}, found ${sha1('evil')}`;
    await expectFailure(
      result,
      {
        error: `${host} has other bytes for ${ORDERS} than its digest says: ${found}`,
        hint: 'nothing was written',
      },
      bench,
    );
    expect([await cached(bench, 'files'), await cached(bench, 'parts')]).toEqual([[], []]);
    server.release(ORDERS, 'evil');
    server.paths();
    await applied(bench);
    expect(server.paths()).toEqual([`${path}.sha1`, path]);
  });

  test('redirects is followed, and credentials stay at home', async () => {
    const { bench, server, path } = await withRepository(
      ', credentials: { username: ci, password: pa55word }',
    );
    const storage = await startFileServer('127.0.0.1');
    storage.files.set('/blob.jar', 'one');
    server.answers.set(path, redirect(`${storage.url}/blob.jar?X-Signature=c0ffee`));
    const { stdout, stderr } = await applied(bench, {}, '-v');
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      expect.stringMatching(/^Basic /),
      expect.stringMatching(/^Basic /),
    ]);
    expect(storage.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(storage.paths()).toEqual(['/blob.jar?X-Signature=c0ffee']);
    expect(`${stdout}${stderr}`).not.toMatch(/c0ffee|pa55word/);
    expect(await running(bench, 'orders-api')).toEqual([sha1('one')]);
  });

  test('redirects again and again is left', async () => {
    const { bench, server, path, host } = await withRepository();
    server.answers.set(`${path}.sha1`, redirect(`${path}.sha1`));
    const error = `${host} redirects again and again`;
    await expectFailure(await bench.cli(['plan', ...RECORD]), { error, hint: null }, bench);
    expect(server.paths()).toHaveLength(6);
  });

  test('redirects to plain http elsewhere is not followed', async () => {
    const { bench, server, path } = await withRepository();
    server.answers.set(path, redirect('http://files.example.com/blob.jar'));
    const error = 'to plain http on files.example.com, which is not followed';
    await expectFailure(await bench.cli(['apply', '--yes', ...RECORD]), { error, hint: /./ }, bench);
  });
});

describe('the cache', () => {
  async function withTwoPlaces(): Promise<{
    bench: Bench;
    server: Awaited<ReturnType<typeof startFileServer>>;
  }> {
    const [bench, server] = [await openBench(), await startFileServer()];
    server.release(ORDERS, 'one');
    const both = [
      app('orders-api', maven(server, ORDERS)),
      app('orders-api', maven(server, ORDERS), 'mule-2'),
    ];
    await declare(bench, ...both);
    return { bench, server };
  }

  test('does not hand out damaged bytes', async () => {
    const { bench, server } = await withTwoPlaces();
    await applied(bench, {}, '--only', '*@mule-1');
    expect(server.jars()).toHaveLength(1);
    await bench.write({ [`../${bench.cache.split('/').at(-1)}/v1/files/${sha1('one')}`]: 'on' });
    await applied(bench);
    expect(server.jars()).toHaveLength(1);
    expect(await running(bench, 'orders-api')).toEqual([sha1('one'), sha1('one')]);
  });

  test('may be where nobody can write: what cannot be kept is not sent', async () => {
    const { bench } = await withTwoPlaces();
    await bench.write({ 'a-file': '' });
    const env = { MULETEER_CACHE_DIR: `${bench.folder}/a-file/cache` };
    const result = await bench.cli(['apply', '--yes', ...RECORD], { env });
    await expectFailure(result, { error: 'downloads cannot be kept in', hint: 'MULETEER_CACHE_DIR' }, bench);
  });

  test('is given nothing by a download that breaks off, which is begun again', async () => {
    const { bench, server } = await withTwoPlaces();
    const path = '/com/acme/pay/orders-api/1.2.0/orders-api-1.2.0-mule-application.jar';
    server.answers.set(path, (response) => {
      server.answers.delete(path);
      response.writeHead(200, { 'content-length': 3 }).write('o', () => response.destroy());
    });
    await applied(bench);
    expect(server.jars()).toHaveLength(2);
    expect([await cached(bench, 'files'), await cached(bench, 'parts')]).toEqual([[sha1('one')], []]);
  });

  test('keeps no half of a download that never ends well', async () => {
    const { bench, server } = await withTwoPlaces();
    server.answers.set('/com/acme/pay/orders-api/1.2.0/orders-api-1.2.0-mule-application.jar', (response) => {
      response.writeHead(200, { 'content-length': 3 }).write('o', () => response.destroy());
    });
    const result = await bench.cli(['apply', '--yes', ...RECORD]);
    await expectFailure(result, { error: 'closed the connection', hint: 'nothing was written' }, bench);
    expect([await cached(bench, 'files'), await cached(bench, 'parts')]).toEqual([[], []]);
  });
});
