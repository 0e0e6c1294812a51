/** Answers that are no: what they say is passed on in one line, and half an answer is never taken for an empty estate. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

afterEach(closeBenches);

const GROUP = manifest('ServerGroup', 'payments', '{ servers: [mule-1] }');

async function open(world = {}): Promise<Bench> {
  const bench = await openBench(world);
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1'), GROUP) });
  return bench;
}

/** However often it is asked. */
async function answer(bench: Bench, path: string, action: object): Promise<void> {
  const fault = { match: { path }, times: 100, action: { type: 'respond', ...action } };
  await bench.control('POST', 'faults', fault);
}

const HTML = {
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html>\n<html><h1>Log in</h1></html>',
};
const READS = ['servers', 'serverGroups', 'clusters', 'applications'] as const;

test('403 names the scopes that are needed', async () => {
  const bench = await open({ clients: [{ id: 'sandbox', secret: 'sandbox', scopes: ['Read Servers'] }] });
  const error = /Anypoint refused GET \/hybrid\/api\/v1\/applications \(403\)/;
  const hint =
    /Read Servers, Read Applications, Create Applications, Manage Application Data.*manage servers/;
  await expectFailure(await bench.cli(['plan']), { error, hint }, bench);
});

describe('HTML instead of JSON', () => {
  test.each(['/accounts/api/v2/oauth2/token', '/accounts/api/me', '/environments', '/hybrid/api/v1/servers'])(
    'at %s',
    async (path) => {
      const bench = await open();
      await answer(bench, `${path}$`, { status: 200, ...HTML });
      const failure = { error: /answered HTML instead of JSON \(200, /, hint: /controlPlane/ };
      await expectFailure(await bench.cli(['plan']), failure, bench);
    },
  );
});

test('a redirect is not followed', async () => {
  const bench = await open();
  await answer(bench, '/servers$', { status: 302, headers: { location: 'https://login.test/' } });
  const failure = { error: /redirects GET \/hybrid\/api\/v1\/servers \(302\)/, hint: /controlPlane/ };
  await expectFailure(await bench.cli(['plan']), failure, bench);
});

describe('a success without a list is an error and no empty estate', () => {
  const bodies: readonly (readonly [string, unknown])[] = [
    ['an object', { message: 'all is well' }],
    ['a list that is null', { data: null }],
    ['an object for a list', { data: { id: 1, name: 'mule-1' } }],
    ['a text', '"nothing"'],
    ['nothing', ''],
    ['null', 'null'],
  ];
  test.each(READS.flatMap((list) => bodies.map(([name, body]) => [list, name, body] as const)))(
    '%s: %s',
    async (list, _, body) => {
      const bench = await open();
      await answer(bench, `/${list}$`, { status: 200, body });
      const error = new RegExp(`answered /hybrid/api/v1/${list} without a list`);
      await expectFailure(await bench.cli(['apply', '--yes']), { error, hint: /controlPlane/ }, bench);
    },
  );

  test('and neither is a list cut short', async () => {
    const bench = await open();
    await bench.control('POST', 'faults', {
      match: { path: '/servers$' },
      times: 100,
      action: { type: 'truncate' },
    });
    const failure = { error: /closed the connection during GET|instead of JSON/, hint: /./ };
    await expectFailure(await bench.cli(['apply', '--yes']), failure, bench);
  });
});

describe('what the service says', () => {
  test.each<readonly [string, object, RegExp]>([
    ['JSON', { status: 400, body: { status: 400, message: 'no such\nsort' } }, /\(400\): no such sort$/],
    ['JSON with error', { status: 400, body: { error: 'no such sort' } }, /\(400\): no such sort$/],
    ['plain text', { status: 503, body: 'at capacity' }, /\(503\): at capacity$/],
    ['HTML', { status: 502, ...HTML }, /\(502\)$/],
    ['nothing', { status: 500, body: '' }, /\(500\)$/],
    ['a long text', { status: 400, body: 'x'.repeat(5000) }, /\(400\): x{300}…$/],
    ['control characters', { status: 400, body: { message: 'a\u001b[31mred\u0007' } }, /\(400\): a.*red/],
  ])('as %s is one line', async (_, action, error) => {
    const bench = await open();
    await answer(bench, '/servers$', action);
    const result = await bench.cli(['plan']);
    expect(result.code).toBe(1);
    const lines = result.stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(error);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(result.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(await bench.writes()).toEqual([]);
  });

  test('of too many requests comes with advice', async () => {
    const bench = await open();
    await answer(bench, '/servers$', { status: 429, body: 'Too many requests' });
    await expectFailure(await bench.cli(['plan']), { error: /\(429\)/, hint: /fewer requests/ }, bench);
  });
});
