/** Every example is validated, planned and applied on the sandbox, and then there is nothing left to do. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/manifests');
const WORLDS = join(import.meta.dirname, '../../examples/worlds');
const NAMES = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

interface PlanJson {
  readonly calls: readonly { readonly method: string; readonly path: string }[];
  readonly resource_changes: readonly { readonly address: string; readonly status: string }[];
  readonly unmanaged: readonly { readonly address: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** A bench with a copy of the example, and its world where it has one. */
async function openExample(name: string): Promise<Bench> {
  const world = join(WORLDS, `${name}.yaml`);
  const bench = await openBench(
    existsSync(world) ? (parse(readFileSync(world, 'utf8')) as WorldInput) : undefined,
  );
  await cp(join(EXAMPLES, name), bench.folder, { recursive: true });
  return bench;
}

/** What README.md tells a reader to set. */
function variables({ sandbox }: Bench): Record<string, string> {
  return {
    ANYPOINT_HOST: sandbox.url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    MMC_URL: sandbox.mmc,
    MMC_USERNAME: 'admin',
    MMC_PASSWORD: 'admin',
    DB_PASSWORD: 'not-in-any-output',
  };
}

function runIn(bench: Bench): (...args: readonly string[]) => Promise<CliResult> {
  return (...args) => bench.cli(args, { env: variables(bench) });
}

async function planIn(bench: Bench): Promise<PlanJson> {
  const { code, stdout, stderr } = await runIn(bench)('plan', '-o', 'json');
  expect(`${code} ${stderr}`, 'plan').toBe('0 ');
  return JSON.parse(stdout) as PlanJson;
}

afterEach(closeBenches);

describe('the examples', () => {
  test('are those that the documents speak of', () => {
    expect(NAMES).toEqual([
      'cluster',
      'exchange',
      'full-estate',
      'many-environments',
      'small',
      'two-environments',
    ]);
  });

  test.each(NAMES)('%s: valid, planned, applied, and then nothing is left to do', async (name) => {
    const bench = await openExample(name);
    const cli = runIn(bench);

    const valid = await cli('validate');
    expect(`${valid.code} ${valid.stderr}`, 'validate').toBe('0 ');

    const first = await planIn(bench);
    expect(first.calls.length).toBeGreaterThan(0);
    expect(first.resource_changes.map(({ status }) => status)).not.toContain('blocked');
    expect(await bench.writes(), 'plan writes nothing').toEqual([]);

    await bench.clearLog();
    const applied = await cli('apply', '--yes');
    expect(`${applied.code}\n${applied.stderr}`).toMatch(/^0\n/);
    expect(await bench.writes()).toHaveLength(first.calls.length);
    expect(applied.stdout + applied.stderr).not.toContain('not-in-any-output');

    await bench.clearLog();
    const second = await planIn(bench);
    expect(second.calls, 'plan after apply').toEqual([]);
    expect(second.resource_changes).toEqual([]);
    expect(second.summary.no_op).toBe(first.resource_changes.length + (first.summary.no_op ?? 0));
    expect(await cli('apply', '--yes')).toMatchObject({ code: 0 });
    expect(await bench.writes(), 'a second apply writes nothing').toEqual([]);
  });

  test('full-estate: one batch is stopped, one check runs in three places', async () => {
    const bench = await openExample('full-estate');
    await runIn(bench)('apply', '--yes', '-q');
    const { stdout } = await runIn(bench)('plan', '-o', 'json', '--all');
    const addresses = (JSON.parse(stdout) as PlanJson).resource_changes.map(({ address }) => address);
    for (const place of ['events-cluster', 'orders-cluster', 'payments-group']) {
      expect(addresses).toContain(`production/Application/health-check@${place}`);
    }
    const effects = await bench.effects();
    expect(effects.map(({ subject }) => subject)).toContain('Application/nightly-batch@server:mule-1');
  });

  test('two-environments: the same application file in both', () => {
    const read = (environment: string): string =>
      readFileSync(join(EXAMPLES, 'two-environments', environment, 'orders-api.yaml'), 'utf8');
    expect(read('live')).toBe(read('test'));
  });

  test('are all valid together, so that their folder can be checked as one', async () => {
    const bench = await openBench();
    await cp(EXAMPLES, bench.folder, { recursive: true });
    const { code, stderr } = await runIn(bench)('validate');
    expect(`${code} ${stderr}`).toBe('0 ');
  });

  test('deploy archives that are small and real', () => {
    const archives = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.jar'),
    );
    expect(archives.length).toBeGreaterThan(0);
    for (const archive of archives.map((path) => join(EXAMPLES, path))) {
      expect(statSync(archive).size).toBeLessThan(2048);
      const bytes = readFileSync(archive);
      expect(bytes.readUInt32LE(0), 'a zip file starts with PK34').toBe(0x04034b50);
      expect(bytes.includes('META-INF/mule-artifact/mule-artifact.json')).toBe(true);
    }
  });
});
