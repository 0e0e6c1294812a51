/** A group of three servers with an application on it, whose updates may fail. */
import { expect } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, type CliOptions, openBench } from './bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from './manifests.ts';
import { type Hook, startRelay } from './relay.ts';

export const RECORD = ['--record', 'file:record'] as const;
const ROLLBACK = '{ onFailure: rollback }';
const GROUP = manifest('ServerGroup', 'orders', '{ servers: [mule-1, mule-2, mule-3] }');

/** What the manifest of the application says, each part in flow style; null leaves it out. */
export interface Wanted {
  readonly artifact?: string;
  readonly properties?: string | null;
  readonly rollout?: string | null;
  readonly status?: string;
}

export const FIRST: Wanted = {};
export const SECOND: Wanted = { artifact: '{ file: ./v2.jar }', properties: '{ env: two }' };

export function orders(wanted: Wanted, name = 'orders-api'): string {
  const { artifact = '{ file: ./v1.jar }', properties = '{ env: one }', rollout = ROLLBACK, status } = wanted;
  const parts = { artifact, properties, rollout, desiredStatus: status ?? null };
  const spec = Object.entries(parts).filter(([, text]) => text !== null);
  const texts = ['target: { serverGroup: orders }', ...spec.map(([key, text]) => `${key}: ${text}`)];
  return manifest('Application', name, `{ ${texts.join(', ')} }`);
}

export class Rollout {
  readonly bench: Bench;
  readonly #url: string;

  constructor(bench: Bench, url: string) {
    this.bench = bench;
    this.#url = url;
  }

  async declare(wanted: Wanted, ...more: readonly string[]): Promise<void> {
    const text = documents(
      ENVIRONMENT,
      servers('mule-1', 'mule-2', 'mule-3'),
      GROUP,
      orders(wanted),
      ...more,
    );
    await this.bench.write({
      'all.yaml': text.replaceAll('$URL', this.#url),
      'v1.jar': 'one',
      'v2.jar': 'two',
    });
  }

  apply(options: CliOptions = {}, ...flags: readonly string[]) {
    return this.bench.cli(['apply', '--yes', ...RECORD, ...flags], options);
  }

  /** The report of an apply. */
  async report(options: CliOptions = {}, ...flags: readonly string[]) {
    const { code, stdout, stderr } = await this.apply(options, '-o', 'json', ...flags);
    const json = JSON.parse(stdout) as {
      readonly outcomes: readonly {
        readonly call: string;
        readonly result: string;
        readonly error: string | null;
      }[];
      readonly complete: boolean;
    };
    return { code, stderr, json, fates: json.outcomes.map(({ call, result }) => `${call} ${result}`) };
  }

  async plan(options: CliOptions = {}): Promise<PlanJson> {
    const result = await this.bench.cli(['plan', '-o', 'json', ...RECORD], options);
    expect(result.code, result.stderr).toBe(0);
    return JSON.parse(result.stdout) as PlanJson;
  }

  /** Deployments fail; everywhere and of whatever artifact unless it says otherwise. */
  async fails(about: object = {}): Promise<void> {
    await this.bench.control('POST', 'deployments/fail', {
      application: 'orders-api',
      message: 'no port',
      ...about,
    });
  }

  async live(name = 'orders-api') {
    await this.bench.settle();
    const world = (await this.bench.control('GET', 'world')) as { readonly applications: readonly Row[] };
    const row = world.applications.find((one) => one.name === name);
    return {
      artifact: row?.artifact.fileName,
      members: row?.serverArtifacts.map(({ reported }) => reported),
      properties: row?.configuration?.['mule.agent.application.properties.service']?.properties,
    };
  }

  /** What was sent to the application, in order, reads of its artifact included. */
  async sent(): Promise<readonly string[]> {
    const log = await this.bench.log();
    return log
      .filter(({ method, path }) => method !== 'GET' || path.endsWith('/artifact'))
      .filter(({ service }) => service === 'runtime-manager')
      .map(
        ({ method, path, status }) => `${method} ${path.replace(/^.*\/applications\/?\d*/, '')} ${status}`,
      );
  }
}

export interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly cause: string;
    readonly change: { readonly actions: readonly string[] };
    readonly fields: readonly { readonly path: string; readonly cause: string }[];
    readonly calls: readonly string[];
    readonly effects: readonly { readonly call: string; readonly class: string }[];
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly method: string;
    readonly path: string;
    readonly waits_for: readonly string[];
    readonly on_failure_of: string | null;
  }[];
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly address: string | null;
    readonly origin: { readonly file: string; readonly line: number } | null;
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

interface Row {
  readonly name: string;
  readonly artifact: { readonly fileName: string };
  readonly configuration?: Readonly<Record<string, { readonly properties: object }>>;
  readonly serverArtifacts: readonly { readonly reported: string }[];
}

/** With the first version applied. `hook` sees, and may answer, what is sent from then on. */
export async function openRollout(
  first: Wanted = FIRST,
  options: { readonly env?: CliOptions['env']; readonly world?: WorldInput; readonly hook?: Hook } = {},
): Promise<Rollout> {
  const bench = await openBench(options.world ?? {});
  let hook: Hook = () => undefined;
  const relay = options.hook === undefined ? null : await startRelay(bench.sandbox.url, (one) => hook(one));
  const rollout = new Rollout(bench, relay?.url ?? bench.sandbox.url);
  await rollout.declare(first);
  const applied = await rollout.apply({ env: options.env ?? {} });
  expect(`${applied.code} ${applied.stderr}`).toMatch(/^0 /);
  hook = options.hook ?? hook;
  await bench.clearLog();
  return rollout;
}
