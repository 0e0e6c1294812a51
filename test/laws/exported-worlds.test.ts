/**
 * What is live, as manifests, is what is live: on many random worlds a plan right after `export` is empty, and after
 * a world became another one, `adopt` brings the manifests along, whatever their layout, and nothing else in them.
 * FAST_CHECK_SEED and FAST_CHECK_RUNS replay and widen it.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isMap, type Node, type Pair, parseAllDocuments } from 'yaml';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Choose, type Content, chooser, laidOut } from '../manifests/arbitrary-layout.ts';
import { randomCase } from '../reconcile/arbitrary-estate.ts';
import type { Bench } from '../support/bench.ts';
import { borrowBench, closePool, giveBack } from './bench-pool.ts';

const seed = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 200);
const AT_ONCE = 4;

afterAll(closePool);

describe('random worlds', () => {
  it(`plan empty after export (seed ${seed}, ${numRuns} worlds)`, { timeout: numRuns * 6000 }, () =>
    onWorlds(numRuns, async (bench, _, choose) => {
      const flags = [
        '--layout',
        choose(2) === 0 ? 'resource' : 'kind',
        '--artifacts',
        choose(2) === 0 ? 'digest' : 'download',
      ];
      await exported(bench, flags);
      await expectEmptyPlan(bench);
      await expectOnlyReads(bench);
    }),
  );

  it(
    `plan empty after adopt, and keep all else (seed ${seed}, ${numRuns / 2} worlds)`,
    { timeout: numRuns * 6000 },
    () =>
      onWorlds(numRuns / 2, async (bench, world, choose) => {
        await exported(bench, ['--layout', choose(2) === 0 ? 'resource' : 'kind']);
        const before = await layOutAnew(bench, choose);
        await bench.control('POST', 'reset', { world: another(world, choose) });
        await bench.settle();
        const adopted = await run(bench, [
          'adopt',
          'sandbox/*',
          '--artifacts',
          choose(2) === 0 ? 'digest' : 'download',
        ]);
        expect(`${adopted.code} ${adopted.stderr}`).toMatch(/^0 /);
        await expectEmptyPlan(bench);
        await expectOnlyReads(bench);
        const after = await manifestsOf(bench);
        expectKept(before, after);
        await setAtRandom(bench, after, choose);
      }),
  );
});

type Files = ReadonlyMap<string, string>;

async function onWorlds(
  worlds: number,
  live: (bench: Bench, world: WorldInput, choose: Choose) => Promise<void>,
): Promise<void> {
  const cases = fc.sample(fc.tuple(randomCase, fc.nat()), { seed, numRuns: worlds }).entries();
  const broken: string[] = [];
  const worker = async (): Promise<void> => {
    for (const [number, [{ world }, chance]] of cases) {
      const bench = await borrowBench(world);
      await rm(join(bench.folder, 'live'), { recursive: true, force: true });
      await live(bench, world, chooser(chance)).catch((error: unknown) => {
        broken.push(
          `world ${number}: ${JSON.stringify(world)}\n${error instanceof Error ? error.stack : error}`,
        );
      });
      giveBack(bench);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(broken.slice(0, 3).join('\n\n'), `${broken.length} worlds broke the law`).toBe('');
}

function run(bench: Bench, args: readonly string[]) {
  const env = {
    ANYPOINT_HOST: bench.sandbox.url,
    ANYPOINT_ORG: 'Acme',
    ANYPOINT_ENV: 'Sandbox',
    ANYPOINT_CLIENT_ID: 'sandbox',
    ANYPOINT_CLIENT_SECRET: 'sandbox',
  };
  return bench.cli([...args, ...(args[0] === 'adopt' || args[0] === 'set' ? ['--path', 'live'] : [])], {
    env,
  });
}

async function exported(bench: Bench, flags: readonly string[]): Promise<void> {
  const { code, stderr } = await run(bench, ['export', '--out', 'live', ...flags]);
  expect(`${code} ${stderr}`).toMatch(/^0 /);
}

async function expectEmptyPlan(bench: Bench): Promise<void> {
  const { code, stdout, stderr } = await run(bench, ['plan', 'live', '--detailed-exitcode']);
  expect(`${code} ${stdout}${stderr}`).toMatch(/^0 /);
}

async function expectOnlyReads(bench: Bench): Promise<void> {
  const log = await bench.log();
  expect(log.filter(({ method, service }) => method !== 'GET' && service !== 'accounts')).toEqual([]);
}

async function manifestsOf(bench: Bench): Promise<Files> {
  const top = join(bench.folder, 'live');
  const found = await readdir(top, { recursive: true });
  const names = found.filter((name) => name.endsWith('.yaml')).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(top, name), 'utf8')] as const)),
  );
}

/** The same content with other quotes, brackets, comments and blank lines. */
async function layOutAnew(bench: Bench, choose: Choose): Promise<Files> {
  const files = await manifestsOf(bench);
  const anew = [...files].map(([name, text]) => {
    const documents = parseAllDocuments(text).map((document) =>
      laidOut(document.toJS() as Record<string, Content>, choose),
    );
    const eol = choose(3) === 0 ? '\r\n' : '\n';
    return [
      `live/${name}`,
      `${documents.map((lines) => lines.join(eol)).join(`${eol}---${eol}`)}${eol}`,
    ] as const;
  });
  await bench.write(Object.fromEntries(anew));
  return manifestsOf(bench);
}

/** The same resources with other members, bytes and states. */
function another(world: WorldInput, choose: Choose): WorldInput {
  const { serverGroups = [], clusters = [], applications = [] } = world;
  const names = [
    ...serverGroups.flatMap(({ servers = [] }) => servers),
    ...clusters.flatMap(({ servers }) => servers.map(nameOf)),
  ];
  const pool = names
    .map((name) => [choose(1000), name] as const)
    .sort(([a], [b]) => a - b)
    .map(([, name]) => name);
  const made = clusters.map((cluster, index) => {
    // A cluster has one server at least: the clusters that follow need theirs.
    const spare = pool.length - (clusters.length - index);
    const servers = pool.splice(0, 1 + Math.min(choose(2), spare));
    const multicast = choose(2) === 0;
    return {
      ...cluster,
      multicast,
      servers: multicast ? servers : servers.map((name) => ({ name, ip: `10.1.0.${name.at(-1)}` })),
    };
  });
  return {
    ...world,
    servers: (world.servers ?? []).map((server) => ({ ...server, status: 'RUNNING' as const })),
    clusters: made,
    serverGroups: serverGroups.map((group) => ({ ...group, servers: pool.splice(0, choose(3)) })),
    applications: applications.map((one) => ({
      ...one,
      contents: `v${choose(3)}`,
      desiredStatus: choose(2) === 0 ? ('STARTED' as const) : ('STOPPED' as const),
    })),
  };
}

function nameOf(server: string | { readonly name: string }): string {
  return typeof server === 'string' ? server : server.name;
}

/** Documents that say the same are the same, sign by sign; of the others every value that says the same, and every comment beside it. */
function expectKept(before: Files, after: Files): void {
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [name, text] of before) {
    const [old, now] = [documentsIn(text), documentsIn(after.get(name) ?? '')];
    expect(now.length).toBe(old.length);
    for (const [index, one] of old.entries()) {
      const other = now[index];
      if (other === undefined) continue;
      if (JSON.stringify(one.value) === JSON.stringify(other.value)) expect(other.text).toBe(one.text);
      const changed = one.fields.filter(
        ({ text: field }) => !other.fields.some((fresh) => fresh.text === field),
      );
      for (const field of changed) {
        const twin = other.fields.find(({ key }) => key === field.key);
        expect(twin?.value, `${field.key} of\n${one.text}\nin\n${other.text}`).not.toEqual(field.value);
      }
      const touched = changed.map(({ text: field }) => field).join('\n');
      const comments = [...one.text.matchAll(/# c\d+/g)].map(([comment]) => comment);
      const lost = comments.filter((comment) => !new RegExp(`${comment}\\b`).test(other.text));
      expect(
        lost.filter((comment) => !new RegExp(`${comment}\\b`).test(touched)),
        other.text,
      ).toEqual([]);
    }
  }
}

interface Read {
  readonly text: string;
  readonly value: unknown;
  /** The keys of the document and of its spec, with their text up to the next one. */
  readonly fields: readonly { readonly key: string; readonly text: string; readonly value: unknown }[];
}

function documentsIn(text: string): readonly Read[] {
  return text.split(/^---\r?\n/m).map((own) => {
    const [document] = parseAllDocuments(own);
    const spec = document?.get('spec');
    const pairs = [...pairsOf(document?.contents), ...pairsOf(spec)].filter(
      ({ key }) => String(key) !== 'spec',
    );
    const fields = pairs.map(({ key, value }) => ({
      key: String(key),
      text: own.slice((key as Node).range?.[0] ?? 0, (value as Node | null)?.range?.[2] ?? 0),
      value: (value as Node | null)?.toJSON(),
    }));
    return { text: own, value: document?.toJS(), fields };
  });
}

function pairsOf(node: unknown): readonly Pair[] {
  return isMap(node) ? node.items : [];
}

/** A bot's bump: of any resource, in any file. */
async function setAtRandom(bench: Bench, before: Files, choose: Choose): Promise<void> {
  const all = [...before.values()].flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS()),
  );
  const resources = all.filter(({ kind }) => kind !== 'Environment');
  const { kind, metadata, spec } = resources[choose(resources.length)];
  const place = kind === 'Application' ? `@${Object.values(spec.target)[0]}` : '';
  const assignment = choose(2) === 0 ? 'metadata.labels.team=pay: x' : 'metadata.wave=3';
  const { code, stderr } = await run(bench, ['set', `sandbox/${kind}/${metadata.name}${place}`, assignment]);
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  const after = await manifestsOf(bench);
  expectKept(before, after);
  const differing = [...after].filter(([name, text]) => before.get(name) !== text);
  expect(differing.length).toBe(1);
}
