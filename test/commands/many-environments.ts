/** The example of three environments of one base, in a bench. */
import { readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, type CliResult, openBench } from '../support/bench.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const RECORD = ['--record', 'file:record'];

export async function openMany(): Promise<Bench> {
  const world = readFileSync(join(EXAMPLES, 'worlds/many-environments.yaml'), 'utf8');
  const bench = await openBench(parse(world) as WorldInput);
  await cp(join(EXAMPLES, 'manifests/many-environments'), bench.folder, { recursive: true });
  return bench;
}

export function runIn(
  bench: Bench,
  more: Readonly<Record<string, string>> = {},
): (...args: readonly string[]) => Promise<CliResult> {
  const env = {
    ANYPOINT_HOST: bench.sandbox.url,
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
    DB_PASSWORD: 'not-in-any-output',
    ...more,
  };
  return (...args) => bench.cli(args, { env });
}

/** Everything, with a record outside git; nothing of it in the log. */
export async function applyMany(bench: Bench): Promise<void> {
  const { code, stderr } = await runIn(bench)('apply', '--yes', '-q', ...RECORD);
  expect(`${code}\n${stderr}`).toMatch(/^0\n/);
  await bench.clearLog();
}

interface Planned {
  readonly address: string;
  readonly status: string;
  readonly cause: string;
  readonly change: { readonly actions: readonly string[] };
  readonly fields: readonly { readonly path: string }[];
  readonly origin: { readonly file: string; readonly line: number };
}

/** `update shop-test/Application/orders-api@shop-group spec.artifact base/orders-api.yaml:1`, a line a change. */
export async function planIn(bench: Bench, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runIn(bench)('plan', '-o', 'json', ...RECORD, ...args);
  expect(`${code} ${stderr}`).toBe('0 ');
  const { resource_changes: changes } = JSON.parse(stdout) as { resource_changes: readonly Planned[] };
  return changes.map(({ address, change, fields, origin, status }) => {
    const verb = status === 'planned' ? change.actions.join() : status;
    const paths = fields.map(({ path }) => path).join();
    return [verb, address, ...(paths === '' ? [] : [paths]), `${origin.file}:${origin.line}`].join(' ');
  });
}

/** Replaces a text in a file. */
export async function edit(bench: Bench, file: string, [from, to]: readonly [string, string]): Promise<void> {
  const path = join(bench.folder, file);
  const before = await readFile(path, 'utf8');
  expect(before).toContain(from);
  await writeFile(path, before.replace(from, to));
}
