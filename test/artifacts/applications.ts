/** Applications of the sandbox whose archives lie on a server for files. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Bench, CliOptions, CliResult } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import type { FileServer } from './file-server.ts';

export const RECORD = ['--record', 'file:record'] as const;

/** Flow style: `maven(server, 'com.acme:orders:1.0.0')`. */
export function maven(server: FileServer, coordinates: string, more = ''): string {
  const [groupId, artifactId, version] = coordinates.split(':');
  const release = `groupId: ${groupId}, artifactId: ${artifactId}, version: "${version}"`;
  return `{ maven: { repository: "${server.url}", ${release}${more} } }`;
}

export function app(name: string, artifact: string, at = 'mule-1', more = ''): string {
  return manifest('Application', name, `{ target: { server: ${at} }, artifact: ${artifact}${more} }`);
}

export async function declare(bench: Bench, ...apps: readonly string[]): Promise<void> {
  await bench.write({ 'all.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2', 'mule-3'), ...apps) });
}

export async function applied(
  bench: Bench,
  options: CliOptions = {},
  ...flags: readonly string[]
): Promise<CliResult> {
  const result = await bench.cli(['apply', '--yes', ...RECORD, ...flags], options);
  expect(`${result.code}\n${result.stderr}`, 'apply').toMatch(/^0\n/);
  return result;
}

/** The calls of a plan, and its exit code, with the text that was written. */
export async function planned(
  bench: Bench,
  options: CliOptions = {},
  ...flags: readonly string[]
): Promise<{
  readonly calls: readonly object[];
  readonly changes: readonly PlannedChange[];
  readonly text: string;
}> {
  const result = await bench.cli(['plan', '-o', 'json', ...RECORD, ...flags], options);
  expect(`${result.code}\n${result.stderr}`, 'plan').toMatch(/^0\n/);
  const { calls, resource_changes: changes } = JSON.parse(result.stdout);
  return { calls, changes, text: `${result.stdout}${result.stderr}` };
}

interface PlannedChange {
  readonly address: string;
  readonly change: { readonly after: { readonly spec: { readonly artifact: Record<string, unknown> } } };
}

/** The SHA-1 of what an application was sent last, in each of its places. */
export async function running(bench: Bench, name: string): Promise<readonly string[]> {
  const { applications } = (await bench.control('GET', 'world')) as {
    readonly applications: readonly {
      readonly name: string;
      readonly artifact: { readonly fileChecksum: string };
    }[];
  };
  return applications.filter((one) => one.name === name).map(({ artifact }) => artifact.fileChecksum);
}

/** What is in a folder of the cache. */
export async function cached(bench: Bench, folder: 'files' | 'parts'): Promise<readonly string[]> {
  return readdir(join(bench.cache, 'v1', folder)).catch(() => []);
}
