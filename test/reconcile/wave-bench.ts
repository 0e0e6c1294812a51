/** Estates whose manifests have waves, and what was written to them when. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, type CliResult, openBench } from '../support/bench.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const isPlan = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8')),
);

interface Call {
  readonly id: string;
  readonly address: string;
  readonly method: string;
  readonly wave: number;
  readonly waits_for: readonly string[];
}

/** `wave NAME` of each call, in the order of the plan. */
export async function wavesOf(bench: Bench): Promise<readonly string[]> {
  return (await callsOf(bench)).map(({ address, wave }) => `${wave} ${address.replace(/^.*\//, '')}`);
}

export async function callsOf(bench: Bench): Promise<readonly Call[]> {
  const plan: unknown = JSON.parse((await bench.cli(['plan', '-o', 'json'])).stdout);
  expectPlan(plan);
  return (plan as { calls: readonly Call[] }).calls;
}

export function expectPlan(plan: unknown): void {
  expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
}

interface Logged {
  readonly time: number;
  readonly write: boolean;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What was written, by its name, and how many seconds after the first write. */
export async function sent(bench: Bench): Promise<readonly (readonly [what: string, at: number])[]> {
  const log = (await bench.log()) as readonly unknown[] as readonly Logged[];
  const writes = log.filter(({ write, service }) => write && service !== 'accounts');
  const start = writes[0]?.time ?? 0;
  return writes.map(({ time, method, path, body }) => [
    nameIn(body) ?? `${method} ${path.replace(/\d{4,}/g, 'ID')}`,
    Math.floor((time - start) / 1000),
  ]);
}

/** Of a JSON body, or of the parts of an upload. */
function nameIn(body: unknown): string | undefined {
  const { name, parts = [] } = (body ?? {}) as {
    name?: string;
    parts?: readonly { name: string; value: string }[];
  };
  return name ?? parts.find((part) => part.name === 'artifactName')?.value;
}

export function app(name: string, place: string, wave: number | null, more = ''): string {
  const metadata = wave === null ? '' : `wave: ${wave}`;
  return manifest(
    'Application',
    name,
    `{ target: { ${place} }, artifact: { file: ./a.jar }${more} }`,
    metadata,
  );
}

export async function open(texts: readonly string[], world: WorldInput = {}): Promise<Bench> {
  const bench = await openBench(world);
  await bench.write({ 'a.jar': 'bytes' });
  await declare(bench, texts);
  return bench;
}

export function declare(bench: Bench, texts: readonly string[]): Promise<void> {
  return bench.write({
    'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2', 'mule-3', 'mule-4'), ...texts),
  });
}

export function apply(bench: Bench, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...flags]);
}

/** Every deployment takes half a minute. */
export const SLOW = { switches: { deployMs: 30_000 } };

/** Two applications in wave 0, and one in each of the next. */
export const THREE_WAVES = [
  app('aaa-api', 'server: mule-1', 0),
  app('bbb-api', 'server: mule-2', 0),
  app('ccc-api', 'server: mule-3', 1),
  app('ddd-api', 'server: mule-4', 2),
];

/** Beside the manifests of `open`, on a console: a user group for each wave. */
export function declareGroups(bench: Bench, waves: Readonly<Record<string, number>>): Promise<void> {
  const groups = Object.entries(waves).map(([name, wave]) =>
    manifest('UserGroup', name, '{ permissions: [VIEW_ALERTS] }', `wave: ${wave}`),
  );
  return bench.write({ 'mmc.yaml': documents(CONSOLE, ...groups) });
}
