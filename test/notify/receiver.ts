/** A receiver of notifications, and estates whose targets tell it what happens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { Bench, CliOptions, CliResult } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { type Answer, type HttpServer, startHttpServer } from '../support/http-server.ts';
import { ENVIRONMENT } from '../support/manifests.ts';

const SCHEMA = join(import.meta.dirname, '../../schemas/notification.schema.json');
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

/** The path is what nobody may see. */
export const PATH = '/services/T000/B000/hidden-word';
export const RECORD = ['--record', 'file:record'];

export interface Told {
  readonly id: string;
  readonly event: string;
  readonly target: { readonly name: string };
  readonly message: string;
  readonly exit_code: number;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  readonly changes: readonly { readonly address: string; readonly actions: readonly string[] }[];
  readonly changes_total: number;
  readonly failures: readonly { readonly address: string | null; readonly error: string }[];
  readonly guards: readonly { readonly rule: string }[];
  readonly summary: Readonly<Record<string, number>> | null;
  readonly fingerprint: string | null;
  readonly run_url: string | null;
}

export interface Receiver {
  readonly server: HttpServer;
  /** To be handed in as a variable. */
  readonly url: string;
  /** Every message so far, each valid. */
  told(path?: string): readonly Told[];
}

/** Answers in this order, and then that all is well. */
export async function startReceiver(...answers: readonly (Answer | 'drop')[]): Promise<Receiver> {
  const left = [...answers];
  const server = await startHttpServer(() => left.shift() ?? { body: 'ok' });
  return {
    server,
    url: `${server.url}${PATH}`,
    told: (path = PATH) => server.received.filter((one) => one.path === path).map(({ body }) => read(body)),
  };
}

function read(body: Buffer): Told {
  const value: unknown = JSON.parse(body.toString('utf8'));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value as Told;
}

/** The small estate, whose Environment has this webhook. */
export async function openTelling(
  entry = '{ webhook: "${env:HOOK}" }',
  world: Parameters<typeof openEstate>[0] = {},
): Promise<Bench> {
  const bench = await openEstate(world);
  const text = readFileSync(join(bench.folder, 'all.yaml'), 'utf8');
  const environment = ENVIRONMENT.replaceAll('$URL', bench.sandbox.url);
  expect(text).toContain(environment);
  await bench.write({ 'all.yaml': text.replace(environment, `${environment}  notify: [${entry}]\n`) });
  return bench;
}

export function apply(bench: Bench, receiver: Receiver | string, ...flags: readonly string[]) {
  return command(bench, ['apply', '--yes', ...RECORD, ...flags], receiver);
}

export async function command(
  bench: Bench,
  args: readonly string[],
  receiver: Receiver | string,
  options: CliOptions = {},
): Promise<CliResult> {
  const url = typeof receiver === 'string' ? receiver : receiver.url;
  const result = await bench.cli(args, { ...options, env: { HOOK: url, ...options.env } });
  expect(result.stdout + result.stderr).not.toMatch(/hidden-word|T000/);
  return result;
}

/** The one warning that says that nobody was told. */
export function warningsIn({ stderr }: CliResult): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('warning:'));
}
