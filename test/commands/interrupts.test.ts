/** Stopped before anything is written: exit 130 and one line. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { startRelay } from '../support/relay.ts';

afterEach(closeBenches);

/** As `bench.cli`, but with an answer that may come together with the signal. */
async function apply(bench: Bench, signal: AbortSignal, ask: () => Promise<string>) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    columns: 0,
  });
  const code = await run(['apply'], {
    cwd: bench.folder,
    env: {},
    stdout: output('stdout'),
    stderr: output('stderr'),
    clock: { now: () => 0, sleep: async () => {} },
    signal,
    runner: { host: 'bench', process: 1, isAlive: () => true },
    newId: () => 'run',
    ask,
  });
  return { code, ...written };
}

test.each(['', 'yes'])('at the question, whatever was typed (%j)', async (answer) => {
  const bench = await openEstate();
  const stop = new AbortController();
  const result = await apply(bench, stop.signal, async () => {
    stop.abort();
    return answer;
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
