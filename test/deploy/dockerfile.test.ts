/** The Dockerfile against the repository. Whether it builds, only a builder can tell. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/serve/metrics.ts';
import { createStatusBoard } from '../../src/serve/status-board.ts';
import { startHttpServer } from '../support/http-server.ts';
import { argumentOf, imageOf, instructions, textsOf } from './dockerfile.ts';
import { readRoot } from './examples.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = JSON.parse(readRoot('package.json')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
};

/** What is copied from the repository, and not from another stage. */
const COPIED = textsOf('COPY')
  .filter((text) => !text.startsWith('--from'))
  .flatMap((text) => text.split(/\s+/).slice(0, -1));

test('it copies what is there, and what .dockerignore lets through', () => {
  expect(COPIED.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const [first, ...rest] = readRoot('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(first).toBe('*');
  expect(rest).toEqual(COPIED.map((path) => `!${path.replace('./', '')}`).sort());
});

test('it has a Node that the package takes, and one that is supported for years', () => {
  const [, major = ''] = /^node:(\d+)-/.exec(argumentOf('NODE_IMAGE')) ?? [];
  const [, oldest = ''] = /^>=(\d+)/.exec(PACKAGE.engines.node) ?? [];
  expect(Number(major)).toBeGreaterThanOrEqual(Number(oldest));
  expect(Number(major) % 2).toBe(0);
  // The program is copied from the one to the other: they have to be of one release of Debian.
  const releases = ['NODE_IMAGE', 'BASE_IMAGE'].map((name) => /(\w+)-slim$/.exec(argumentOf(name))?.[1]);
  expect(new Set(releases).size).toBe(1);
});

test('it builds by scripts of the package, and says the version of it', () => {
  const run = textsOf('RUN').join(' ');
  for (const [, script = ''] of run.matchAll(/npm run (\w+)/g))
    expect(PACKAGE.scripts).toHaveProperty(script);
  expect(run).toContain('npm ci --omit=dev');
  expect(argumentOf('VERSION')).toBe(PACKAGE.version);
});

test('it runs the command as a numbered user, who gets its signals', () => {
  expect(textsOf('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(textsOf('ENTRYPOINT')).toEqual(['["tini", "--", "muleteer"]']);
  const last = instructions.findLastIndex(({ name }) => name === 'USER');
  expect(instructions.slice(last).some(({ name }) => name === 'RUN' || name === 'COPY')).toBe(false);
});

test('its health check asks the address that the service was given', async () => {
  const command = textsOf('HEALTHCHECK')[0]?.replace(/^.*?CMD /, '') ?? '';
  const [program, ...args] = JSON.parse(command) as readonly string[];
  expect(program).toBe('node');
  let status = 200;
  const { url, received } = await startHttpServer(() => ({ status }));
  const check = (): Promise<number | null> =>
    new Promise((resolve) => {
      const env = { MULETEER_LISTEN: `0.0.0.0:${new URL(url).port}` };
      const child = execFile(process.execPath, args, { env }, () => resolve(child.exitCode));
    });
  expect(await check()).toBe(0);
  expect(received.map(({ path }) => path)).toEqual(['/healthz']);
  status = 503;
  expect(await check()).toBe(1);
  expect(command).toContain(`':${imageOf().port}'`);
});

test.each(['docs/running.md', 'docs/status.md'])(
  'the alerts of %s ask for metrics that there are',
  async (path) => {
    const metrics = createMetrics({ source: createStatusBoard(), now: () => 0 });
    const there = metrics.registry.getMetricsAsArray();
    const names = there.flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]);
    const rules = [...readRoot(path).matchAll(/^\s+expr: (.*)$/gm)].map(([, rule = '']) => rule);
    expect(rules.length).toBeGreaterThan(1);
    for (const rule of rules) {
      const asked = rule.match(/\bmuleteer_\w+/g) ?? [];
      expect(asked, rule).not.toEqual([]);
      expect(asked.filter((name) => !names.includes(name))).toEqual([]);
      for (const [, metric = '', label = ''] of rule.matchAll(/(muleteer_\w+)\{(\w+)=/g)) {
        const found = there.find(({ name }) => name === metric) as unknown as {
          labelNames: readonly string[];
        };
        expect(found.labelNames).toContain(label);
      }
    }
  },
);
