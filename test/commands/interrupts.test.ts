/** Stopped before anything is written: exit 130 and one line. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

test.each(['', 'yes'])('at the question, whatever was typed (%j)', async (answer) => {
  const bench = await openEstate();
  const stop = new AbortController();
  const result = await bench.cli(['apply'], {
    signal: stop.signal,
    answer: async () => {
      stop.abort();
      return answer;
    },
  });
  expect(result).toMatchObject({ code: 130, stderr: 'Interrupted, nothing was written\n' });
  expect(await bench.writes()).toEqual([]);
});

describe('while planning', () => {
  test.each([[['plan']], [['apply', '--yes']], [['register', 'production/Server/mule-1']]])(
    '%j',
    async (args) => {
      const bench = await openEstate();
      const stop = new AbortController();
      // The service never answers: only giving up ends it.
      const relay = await startRelay(bench.sandbox.url, ({ path }) => {
        if (!path.endsWith('/servers')) return undefined;
        stop.abort();
        return new Promise(() => {});
      });
      const text = await readFile(join(bench.folder, 'all.yaml'), 'utf8');
      await bench.write({ 'all.yaml': text.replace(bench.sandbox.url, relay.url) });
      const result = await bench.cli(args, { signal: stop.signal });
      expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'Interrupted, nothing was written\n' });
      expect(await bench.writes()).toEqual([]);
    },
  );

  test('drift, too', async () => {
    const bench = await openEstate();
    const record = ['--record', 'file:record'];
    expect(await bench.cli(['apply', '--yes', ...record])).toMatchObject({ code: 0 });
    const stop = new AbortController();
    const relay = await startRelay(bench.sandbox.url, ({ path }) => {
      if (path.endsWith('/servers')) stop.abort();
      return path.endsWith('/servers') ? new Promise(() => {}) : undefined;
    });
    const text = await readFile(join(bench.folder, 'all.yaml'), 'utf8');
    await bench.write({ 'all.yaml': text.replace(bench.sandbox.url, relay.url) });
    // The control plane's address is a part of what the record is bound to.
    const kept = await readFile(join(bench.folder, 'record/production.json'), 'utf8');
    const host = (url: string): string => new URL(url).host;
    await bench.write({ 'record/production.json': kept.replace(host(bench.sandbox.url), host(relay.url)) });
    const result = await bench.cli(['drift', ...record], { signal: stop.signal });
    expect(result).toMatchObject({ code: 130, stdout: '', stderr: 'Interrupted, nothing was written\n' });
  });

  test('before it began', async () => {
    const bench = await openEstate();
    expect(await bench.cli(['plan'], { signal: AbortSignal.abort() })).toMatchObject({ code: 130 });
    expect(await bench.log()).toEqual([]);
  });
});
