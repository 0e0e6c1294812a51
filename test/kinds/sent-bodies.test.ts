/** What calls carry, and what happens where an answer says less than it could. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { planJson } from '../support/laws.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

const application = (properties: string) =>
  manifest(
    'Application',
    'orders-api',
    `{ target: { server: mule-1 }, artifact: { file: a.jar }, ${properties} }`,
  );

describe('properties', () => {
  it('go with the first deployment and, always as a whole, with new bytes', async () => {
    const bench = await openBench();
    const sent = async () => JSON.stringify(await bench.control('GET', 'world'));
    await bench.write({
      'a.jar': 'v1',
      'e.yaml': documents(
        ENVIRONMENT,
        servers('mule-1'),
        application('properties: { a: "1", b: "${env:B}" }'),
      ),
    });
    expect((await bench.cli(['apply', '--yes'], { env: { B: 'two' } })).code).toBe(0);
    expect(await sent()).toContain('"applicationName":"orders-api","properties":{"a":"1","b":"two"}');

    await bench.write({
      'a.jar': 'v2',
      'e.yaml': documents(ENVIRONMENT, servers('mule-1'), application('properties: { b: "${env:B}" }')),
    });
    expect((await bench.cli(['apply', '--yes'], { env: { B: 'three' } })).code).toBe(0);
    expect(await sent()).toContain('"applicationName":"orders-api","properties":{"b":"three"}');
    expect(await sent()).not.toContain('"a":"1"');
  });

  it('are left alone, with a warning in the plan, where none are declared', async () => {
    const bench = await openBench({
      applications: [
        {
          name: 'orders-api',
          target: 'mule-1',
          fileName: 'a.jar',
          contents: 'v1',
          properties: { kept: 'yes' },
        },
      ],
    });
    await bench.write({
      'a.jar': 'v2',
      'e.yaml': documents(ENVIRONMENT, servers('mule-1'), application('desiredStatus: STARTED')),
    });
    expect((await bench.cli(['plan'])).stdout).toContain('may lose properties of orders-api');
    expect((await bench.cli(['apply', '--yes'])).code).toBe(0);
    expect(JSON.stringify(await bench.control('GET', 'world'))).toContain('"kept":"yes"');
  });
});

describe('a property that looks like an id of ours', () => {
  it('is sent as it is', async () => {
    const bench = await openBench();
    await bench.write({
      'a.jar': 'v1',
      'e.yaml': documents(
        ENVIRONMENT,
        servers('mule-1'),
        manifest('ServerGroup', 'pay', '{ servers: [mule-1] }'),
        manifest(
          'Application',
          'pay-api',
          '{ target: { serverGroup: pay }, artifact: { file: a.jar }, properties: { x: "{c1.id}", y: "{id:ServerGroup/pay}" } }',
        ),
      ),
    });
    expect((await bench.cli(['apply', '--yes'])).code).toBe(0);
    expect(JSON.stringify(await bench.control('GET', 'world'))).toContain(
      '"x":"{c1.id}","y":"{id:ServerGroup/pay}"',
    );
  });
});

describe('an answer without an id', () => {
  it('is made up for by looking the new resource up by its name', async () => {
    const bench = await openBench();
    const slim = await startRelay(bench.sandbox.url, async ({ method, path, headers, body }) => {
      if (method !== 'POST' || !/serverGroups$|applications$/.test(path)) return undefined;
      const response = await fetch(`${bench.sandbox.url}${path}`, {
        method,
        headers: Object.fromEntries(
          ['authorization', 'content-type', 'x-anypnt-org-id', 'x-anypnt-env-id'].map((name) => [
            name,
            headers[name] ?? '',
          ]),
        ),
        body: new Uint8Array(body),
      });
      await response.text();
      return { status: response.status, headers: {}, body: '' };
    });
    await bench.write({
      'a.jar': 'v1',
      'e.yaml': documents(
        ENVIRONMENT.replace('$URL', slim.url),
        servers('mule-1', 'mule-2'),
        manifest('ServerGroup', 'pay', '{ servers: [mule-1] }'),
        manifest(
          'Application',
          'pay-api',
          '{ targets: [{ server: mule-2 }, { serverGroup: pay }], artifact: { file: a.jar }, desiredStatus: STOPPED }',
        ),
      ),
    });
    const applied = await bench.cli(['apply', '--yes']);
    expect(`${applied.code} ${applied.stderr}`).toMatch(/^0 /);
    // Two applications of one name, told apart by their places.
    await bench.write({
      'e.yaml': (await readFile(join(bench.folder, 'e.yaml'), 'utf8')).replace(slim.url, '$URL'),
    });
    expect((await planJson(bench)).calls).toEqual([]);
  });
});
